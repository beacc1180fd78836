import { serveReplica } from '@torsor/client/worker'
import { schema } from './schema.js'

serveReplica(schema)

/** The ways in which a worker ends that its page does not hear of by itself. */
addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (data === 'close') close()
  if (data === 'throw')
    setTimeout(() => {
      throw new Error('thrown on demand')
    }, 0)
})
