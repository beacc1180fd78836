import { parseArgs } from 'node:util'
import { isLoopback } from '../server/origin.js'

export interface ServeCommand {
  readonly type: 'serve'
  readonly port: number
  readonly host: string
  /** A file, or ':memory:'. */
  readonly data: string
  readonly origins: readonly string[] | '*'
  /** Path of a module whose default export (or export `authorize`) is the app's authorize function; null: anyone. */
  readonly auth: string | null
  /** Path of a file that says which relays this one follows, and which follow it; null: none. */
  readonly links: string | null
  /** How long entries are kept in any case, in ms. */
  readonly keepMs: number
}

export interface InspectCommand {
  readonly type: 'inspect'
  readonly data: string
  readonly space: string
}

export type Command = ServeCommand | InspectCommand | { readonly type: 'help' } | { readonly type: 'version' }

/** What the person typed cannot be done; the message says what to type instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const usage = `Usage: torsor-relay [options]
       torsor-relay inspect --data FILE --space NAME

Options:
  --port NUMBER    Port to listen on (default 8787; 0: any free one)
  --host HOST      Address to listen on (default 127.0.0.1: this machine only)
  --data FILE      Where packets are kept (default ./torsor.db; :memory: keeps them in this process only)
  --origin ORIGIN  A page that may connect besides those of this host, such as https://app.example; may be repeated; '*': any
  --auth MODULE    A module with the function authorize({ token, space, origin, renewal, link, signal })
  --links FILE     JSON: { "links": [{ "name", "url", "token", "spaces" }], "peers": [] }: the relays that this one follows,
                   and the principals of those that follow it, which --auth has to grant { access: 'link' }
  --keep DAYS      Keep packets for so long, then only what they came to (default: for ever)
  --insecure       Let anyone who reaches this host read and write everything
  --help, --version

inspect prints, as JSON, the position, nonce, digest and state (base64) of a space; also while a relay uses the file.
`

/** Throws `UsageError`. */
export function parseCommand(words: readonly string[]): Command {
  const inspecting = words[0] === 'inspect'
  const { values } = parsed(inspecting ? words.slice(1) : words)
  if (values.help === true) return { type: 'help' }
  if (values.version === true) return { type: 'version' }
  if (inspecting) {
    if (values.data === undefined || values.space === undefined) throw new UsageError('inspect needs --data FILE and --space NAME.')
    return { type: 'inspect', data: values.data, space: values.space }
  }
  if (values.space !== undefined) throw new UsageError('--space goes with the inspect command.')
  const host = values.host ?? '127.0.0.1'
  if (values.auth !== undefined && values.insecure === true) throw new UsageError('Give --auth or --insecure, not both.')
  if (values.auth === undefined && values.insecure !== true && !isLoopback(host)) {
    throw new UsageError(`On ${host} others can reach this relay: give --auth MODULE, or --insecure to let everybody in.`)
  }
  const origins = values.origin ?? []
  for (const origin of origins)
    if (origin !== '*' && !URL.canParse(origin)) throw new UsageError(`--origin ${origin} is not an origin such as https://app.example.`)
  return {
    type: 'serve',
    port: portOf(values.port ?? '8787'),
    host,
    data: values.data ?? './torsor.db',
    origins: origins.includes('*') ? '*' : origins,
    auth: values.auth ?? null,
    links: values.links ?? null,
    keepMs: values.keep === undefined ? Number.POSITIVE_INFINITY : daysOf(values.keep),
  }
}

function parsed(words: readonly string[]): {
  values: {
    port?: string
    host?: string
    data?: string
    space?: string
    auth?: string
    links?: string
    keep?: string
    origin?: string[]
    insecure?: boolean
    help?: boolean
    version?: boolean
  }
} {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        space: { type: 'string' },
        origin: { type: 'string', multiple: true },
        auth: { type: 'string' },
        links: { type: 'string' },
        keep: { type: 'string' },
        insecure: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function daysOf(text: string): number {
  const days = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text)) throw new UsageError(`--keep ${text} is not a number of days.`)
  return days * 24 * 60 * 60 * 1000
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError(`--port ${text} is not a port number.`)
  return port
}
