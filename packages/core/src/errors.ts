/** Every way Torsor can refuse something, by its stable name. */
export type TorsorErrorCode =
  | 'provider-missing'
  | 'worker-failed'
  | 'schema-mismatch'
  | 'schema-invalid'
  | 'value-not-storable'
  | 'wrong-verb'
  | 'unknown-field'
  | 'mutator-escaped'
  | 'mutator-async'
  | 'server-suspended'
  | 'packet-refused'
  | 'storage-failed'
  | 'storage-damaged'
  | 'storage-incompatible'
  | 'storage-low'
  | 'column-collision'
  | 'counter-unsafe'
  | 'client-closed'
  | 'needs-auth'
  | 'protocol-incompatible'
  | 'protocol-violation'
  | 'clock-skew'
  | 'too-large'
  | 'bytes-malformed'
  | 'overlap-unresolvable'
  | 'unsynced-edits'
  | 'unsynced-old'
  | 'reference-differs'
  | 'relay-unavailable'

/** What a newcomer needs to act: plain data, safe to post between threads. */
export type ErrorData = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

export interface TorsorErrorOptions {
  readonly retryable?: boolean
  readonly data?: ErrorData
  readonly cause?: unknown
}

/** The one error class of the SDK: match on `code`, never on `message`. */
export class TorsorError<C extends TorsorErrorCode = TorsorErrorCode> extends Error {
  override readonly name: string = 'TorsorError'
  readonly code: C
  readonly retryable: boolean
  readonly data: ErrorData

  constructor(code: C, message: string, options: TorsorErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retryable = options.retryable ?? false
    this.data = options.data ?? {}
  }

  /** The page that explains this code. */
  get docs(): string {
    return `https://torsor.dev/errors/${this.code}`
  }
}

/** An error as plain data, for a thread or a wire. */
export interface ErrorRecord {
  readonly code: TorsorErrorCode
  readonly message: string
  readonly retryable: boolean
  readonly data: ErrorData
}

export function toErrorRecord(error: TorsorError): ErrorRecord {
  return { code: error.code, message: error.message, retryable: error.retryable, data: error.data }
}

export function fromErrorRecord(record: ErrorRecord): TorsorError {
  return new TorsorError(record.code, record.message, record)
}
