import { decodeDelta, encodeDelta, encodeState, type Delta, type MutatorOf } from '@torsor/core'
import { applyChanges, createMutator, createView, overlayIntents, type Intent, type ViewState } from '@torsor/core/view'
import { composeDraftInto } from '../src/edits/compose.js'
import { createDraft } from '../src/edits/draft.js'
import { decodeDraft, encodeDraft } from '../src/edits/draft-codec.js'
import { freezeDraft, frozenStamp } from '../src/edits/freeze.js'
import { draftOf } from '../src/edits/intents.js'
import { mergeWrites, type OpenEntry, type PacketEntry } from '../src/outbox/entry.js'
import { Memory } from '../src/read/memory.js'
import { schema, type TestSchema } from './schema.js'

export type Write = (m: MutatorOf<TestSchema>) => void

/** A device without a disk or a network: what memory does between a write and its confirmation. */
export class Device {
  readonly memory: Memory
  id: string
  now: number
  #next = 1
  /** Of the one page that writes here (rule 13). */
  #written = 0
  #random = 0

  constructor(id: string, now = 1_000_000) {
    this.id = id
    this.now = now
    this.memory = new Memory(schema, () => this.now)
    this.memory.accumulator.replace([], id)
  }

  view(): ViewState<TestSchema> {
    let state = createView(schema)
    let whole = true
    for (const patch of this.memory.allPatches()) {
      state = applyChanges(state, { whole, ...patch })
      whole = false
    }
    return state
  }

  intents(writes: readonly Write[]): readonly Intent[] {
    const session = createMutator(
      schema,
      () => this.view().views,
      (length) => Uint8Array.from({ length }, () => this.#random++ % 251),
    )
    for (const write of writes) write(session.mutator)
    session.close()
    return session.intents
  }

  /** Writes one batch; returns the view that an optimistic overlay shows for it. */
  mutate(writes: readonly Write[]): ViewState<TestSchema> {
    const expected = overlayIntents(this.view(), this.intents(writes))
    const draft = decodeDraft(encodeDraft(draftOf(this.intents(writes), this.memory)))
    const number = this.#next++
    const written = ++this.#written
    const numbers = { from: number, to: number, writes: [['page', written, written]] } as const
    const entry: OpenEntry = { kind: 'open', id: this.id, ...numbers, at: this.now, size: 0, draft }
    this.memory.accumulator.append(entry)
    return expected
  }

  /** What is open stays so, under the id that it has; what follows is written under another. */
  reboot(id: string): void {
    this.id = id
    this.#next = 1
    this.memory.accumulator.replace(this.memory.accumulator.entries, id)
  }

  /** Freezes what is open, as a live session does after catching up. One packet per id, by default the earlier boots' first. */
  freeze(
    offset = 0,
    relayNow = this.now + offset,
    id = this.memory.accumulator.entries.find(({ kind }) => kind === 'open')?.id,
  ): PacketEntry | null {
    const { accumulator } = this.memory
    const open = accumulator.entries.filter((entry): entry is OpenEntry => entry.kind === 'open' && entry.id === id)
    const [first] = open
    const last = open.at(-1)
    if (first === undefined || last === undefined) return null
    const draft = createDraft()
    for (const entry of open) composeDraftInto(draft, entry.draft)
    const delta = freezeDraft(
      draft,
      (table, record) => this.memory.frozenRow(table, record),
      (table, record) => accumulator.ownRow(table, record, id ?? ''),
      frozenStamp({ offset, relayNow }),
      (table, record) => accumulator.ownRow(table, record, id ?? '', true),
    )
    const packet = encodeDelta(delta)
    const entry: PacketEntry = {
      kind: 'frozen',
      id: first.id ?? this.id,
      from: first.from,
      to: last.to,
      at: first.at,
      writes: mergeWrites(open.map(({ writes }) => writes)),
      size: packet.length,
      delta: decodeDelta(packet),
      packet,
      confirmedAt: null,
      refusal: null,
    }
    accumulator.replace([...accumulator.entries.filter((known) => known.kind !== 'open' || known.id !== id), entry], this.id)
    return entry
  }

  /** The relay's stream brings somebody else's packet. */
  hear(delta: Delta): void {
    this.memory.applyToReference(delta)
  }

  /** The relay's stream brings an own packet to its place. */
  confirm(packet: PacketEntry): void {
    const { accumulator } = this.memory
    this.memory.applyToReference(packet.delta)
    accumulator.replace(
      accumulator.entries.map((entry) => (entry === packet ? { ...packet, kind: 'confirmed' as const, confirmedAt: this.now } : entry)),
      this.id,
    )
  }

  /** READ as bytes: the reference with everything pending on top. */
  read(): string {
    return Buffer.from(encodeState(this.memory.readDelta())).toString('hex')
  }

  reference(): string {
    return Buffer.from(encodeState(this.memory.reference)).toString('hex')
  }
}

/** All that an app can read of a view. */
export function contentOf({ views }: ViewState<TestSchema>): unknown {
  return {
    items: views.items.list().map((item) => ({ ...item, votes: { ...item.votes }, labels: [...item.labels] })),
    site: { ...views.site },
    sums: [...views.sums],
    bits: [...views.bits],
  }
}
