import { serveReplica } from '@torsor/client/worker'
import { otherSchema } from './schema.js'

serveReplica(otherSchema)
