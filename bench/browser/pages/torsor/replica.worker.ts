import { serveReplica } from '@torsor/client/worker'
import { schema } from './schema.js'

serveReplica(schema)
