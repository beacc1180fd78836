import type { Traffic } from '../harness/traffic.js'

/** One library, by its public API and its documented layout. Each adapter says which. */
export interface Library {
  readonly name: string
  readonly walls: readonly WallFormat[]
  readonly maps: readonly MapFormat[]
  readonly records: readonly RecordsFormat[]
  /** Ways to keep a document besides those of `records`. */
  readonly documents: readonly DocumentFormat[]
  readonly counters: readonly CountersFormat[]
  readonly pairs: readonly PairFormat[]
}

export interface Variant {
  /** '' where the library has one way only. */
  readonly variant: string
}

/* tick */

export interface WallChange {
  readonly register: number
  readonly before: bigint
  readonly after: bigint
}

/** A writer of registers of 64 bits, and a reader who has the same ones when it begins. */
export interface Wall {
  /** Writes one tick, and says what the reader is sent. */
  tick(changes: readonly WallChange[]): Uint8Array
  receive(message: Uint8Array): void
  /** What the reader shows. */
  read(register: number): bigint
}

export interface WallFormat extends Variant {
  create(registers: readonly bigint[]): Wall
}

/* map */

export type MapValue = number | string | { readonly name: string; readonly address: string }

export interface MapTarget {
  applyAll(updates: readonly Uint8Array[]): void
  encode(): Uint8Array
  /** What key `v` shows. */
  read(): MapValue | undefined
}

export interface MapFormat extends Variant {
  /** What the client with this number sends when it sets key `v` of an empty map. */
  update(client: number, value: MapValue): Uint8Array
  createTarget(): MapTarget
}

/* load, apply */

export type Fields = Readonly<Record<string, string | number>>

export interface Item {
  readonly id: string
  readonly fields: Fields
}

export interface Edit {
  readonly id: string
  readonly field: string
  readonly value: string | number
}

/** A document of records. */
export interface Records {
  /** One transaction. */
  insert(items: readonly Item[]): void
  /** One transaction; what other replicas are sent of it. */
  update(edits: readonly Edit[]): Uint8Array
  apply(update: Uint8Array): void
  encode(): Uint8Array
  read(id: string): Fields | undefined
  /** Every record once, by the quickest public way to read a record. */
  readAll(visit: (id: string, fields: Fields) => void): void
}

export interface RecordsFormat extends Variant {
  create(fields: readonly string[]): Records
  open(bytes: Uint8Array, fields: readonly string[]): Records
}

/** A document as it was kept. */
export interface StoredDocument {
  readonly bytes: Uint8Array
  /** What of it counts as the document. */
  readonly size: number
}

export type OpenDocument = Pick<Records, 'read' | 'readAll'>

/** `Medium`: what holds the bytes before the document is opened, such as a storage. */
export interface DocumentFormat<Medium = unknown> extends Variant {
  /** Each batch is one transaction. */
  write(batches: readonly (readonly Item[])[], fields: readonly string[]): Promise<StoredDocument>
  mount(bytes: Uint8Array): Promise<Medium>
  open(medium: Medium, fields: readonly string[]): Promise<OpenDocument>
}

/* counters */

/** Replicas that hold the same counters, at 0, and have synced; from there on they are offline until `sync`. */
export interface Counters {
  /** One increment, as one edit of its own. */
  add(replica: number, id: string, by: number): void
  /** All push what they have to the hub, then each gets what it lacks. One traffic for each replica. */
  sync(): Promise<readonly Traffic[]>
  read(replica: number, id: string): number
  close(): Promise<void>
}

export interface CountersFormat extends Variant {
  create(ids: readonly string[], replicas: number): Promise<Counters>
}

/* offline, reconnect */

/** A client and a hub that hold the same records and have synced; from there on the client is offline until `reconnect`. */
export interface Pair {
  /** One edit of one field, on the client, as one transaction of its own; kept when this resolves. */
  edit(edit: Edit): void | Promise<void>
  /** The connection comes back, both ends say all they have to, and it is cut again. */
  reconnect(): Promise<Traffic>
  readHub(id: string): Promise<Fields | undefined>
  /** A new device gets everything from the hub. */
  freshLoad(): Promise<Traffic>
  close(): Promise<void>
}

export interface PairFormat extends Variant {
  create(items: readonly Item[], fields: readonly string[]): Promise<Pair>
}
