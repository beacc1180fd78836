import { serveReplica } from '@torsor/client/worker'
import { schema } from './schema'

serveReplica(schema)
