import type { EngineHost, EngineHostOptions } from '@torsor/replica/engine'
import type { EngineEvent, EnginePort } from '@torsor/replica/space'
import type { Endpoint } from '../../src/channel/calls.js'
import { serve } from '../../src/worker/serve.js'
import { schema } from './schema.js'

/** Asks for a token when it opens, as an engine does once a relay answers, and is ready once it has one. */
function askingEngine(ask: () => Promise<string | null>): EnginePort {
  let tell: (event: EngineEvent) => void = () => undefined
  return {
    start: (listener) => {
      tell = listener
      void ask().then(() => tell({ type: 'ready' }))
    },
    write: () => undefined,
    inspect: () => Promise.reject(new Error('nothing to inspect')),
    // Refused: the engine goes on without, as it does offline.
    reauthenticate: () => void ask().catch(() => undefined),
    close: () => Promise.resolve(),
  }
}

const createHost = ({ token }: EngineHostOptions): EngineHost => ({
  open: (space) => askingEngine(() => token({ space })),
  setVisible: () => undefined,
  setOnline: () => undefined,
  close: () => Promise.resolve(),
  erase: () => Promise.resolve(),
  export: () => Promise.resolve(new Uint8Array(0)),
  import: () => Promise.resolve(),
})

serve({ schema, createHost, scope: globalThis as unknown as Endpoint, locks: navigator.locks })
