import { columnId } from '@torsor/core'
import type { AlgebraCode } from '@torsor/core'
import fc from 'fast-check'
import { limits, protocolVersion, wireErrors } from '@torsor/protocol'
import type { Coverage, DownMessage, OwnRange, Piece, Range, ReplicaId, UpMessage, WireErrorName } from '@torsor/protocol'

/** Any message a peer may send, total by type: a message without an arbitrary does not compile. */

const handle = fc.oneof(fc.nat(127), fc.nat(limits.handle))
const position = fc.oneof(fc.nat(300), fc.maxSafeNat())
const bytes = (least = 0): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: least, maxLength: 64 })
const hex = (size: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: size, maxLength: size }).map((value) => Buffer.from(value).toString('hex'))
const identity = hex(8)
const digest = hex(8)
const check = hex(4)
const text = (least = 0): fc.Arbitrary<string> => fc.string({ unit: 'binary', minLength: least, maxLength: 20 })
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null })
const identities = fc.uniqueArray(identity, { maxLength: 6 })

const range: fc.Arbitrary<Range> = fc
  .tuple(fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 2 ** 51 })), fc.oneof(fc.nat(3), fc.nat(2 ** 31)))
  .map(([from, extent]) => ({ from, to: from + extent }))
const ordinal = fc.oneof(fc.nat(3), fc.nat(limits.ownIds - 1))
const ownRange: fc.Arbitrary<OwnRange> = fc.record({ own: ordinal, range })
const span = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2 ** 40 }))

const ranges = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 5 }).map((gaps) => {
  let free = 1
  return gaps.map(([gap, extent]): Range => {
    const from = free + gap
    const to = from + extent
    free = to + 2
    return { from, to }
  })
})
const coverage: fc.Arbitrary<Coverage> = fc.array(ranges, { maxLength: 4 })
const voids = orNull(fc.array(ownRange, { minLength: 1, maxLength: 3 }))

const cursorUpTo = (head: number): fc.Arbitrary<{ position: number; key: Uint8Array }> =>
  fc.record({ position: fc.nat(head), key: bytes() })
const code = fc.constantFrom(...(Object.keys(wireErrors) as WireErrorName[]))
const type = <T extends string>(name: T): fc.Arbitrary<T> => fc.constant(name)

/** Bytes that are a piece of more. */
const piece: fc.Arbitrary<{ bytes: Uint8Array; piece: Piece }> = fc
  .tuple(bytes(1), fc.nat(1000), fc.nat(1000))
  .map(([value, offset, more]) => ({
    bytes: value,
    piece: { offset, total: offset + value.length + (offset === 0 ? 1 + more : more) },
  }))
const own: fc.Arbitrary<number | ReplicaId> = fc.oneof(fc.constant(0), ordinal, identity)

type Arbitraries<M extends { readonly type: string }> = { readonly [T in M['type']]: fc.Arbitrary<Extract<M, { readonly type: T }>> }

export const up: Arbitraries<UpMessage> = {
  open: fc.record({
    type: type('open'),
    handle,
    version: fc.constant(protocolVersion),
    place: orNull(fc.record({ nonce: check, position })),
    staged: orNull(
      fc
        .nat(2 ** 31 - 1)
        .chain((head) => fc.record({ nonce: check, head: fc.constant(head), cursor: cursorUpTo(head), whole: fc.boolean() })),
    ),
    columns: orNull(check),
    token: orNull(text()),
    space: text(1),
    own: identities,
  }),
  declare: fc.record({
    type: type('declare'),
    handle,
    columns: fc.uniqueArray(
      fc.tuple(text(1), fc.nat(7)).map(([name, algebra]) => ({ id: columnId(name, algebra as AlgebraCode) as number, name })),
      { selector: ({ id }) => id, maxLength: 6 },
    ),
  }),
  push: fc.oneof(
    fc.record({ type: type('push'), handle, own, piece: fc.constant(null), range, bytes: bytes(1) }),
    fc
      .tuple(handle, own, range, piece)
      .map(([at, whose, batches, part]) => ({ type: 'push' as const, handle: at, own: whose, range: batches, ...part })),
  ),
  renew: fc.record({ type: type('renew'), handle, token: orNull(text()) }),
  close: fc.record({ type: type('close'), handle }),
  ping: fc.record({ type: type('ping') }),
  pong: fc.record({ type: type('pong') }),
  fragment: fc.tuple(fc.nat(255), piece).map(([stream, part]) => ({ type: 'fragment', stream, ...part })),
}

export const down: Arbitraries<DownMessage> = {
  opened: fc.record({
    type: type('opened'),
    handle,
    mode: fc.constantFrom('since', 'whole', 'staged'),
    access: fc.constantFrom('read', 'write'),
    undeclared: fc.boolean(),
    nonce: orNull(identity),
    partial: orNull(fc.tuple(ownRange, position).map(([key, received]) => ({ ...key, received }))),
    voids,
    time: position,
    coverage,
  }),
  slice: fc.nat(2 ** 31 - 1).chain((head) =>
    fc.record({
      type: type('slice'),
      handle,
      cursor: cursorUpTo(head),
      head: fc.constant(head),
      received: position,
      total: position,
      cells: bytes(),
    }),
  ),
  'caught-up': fc.record({ type: type('caught-up'), handle, position, digest, voids, coverage: orNull(coverage) }),
  deltas: fc.record({ type: type('deltas'), handle, span, bytes: bytes() }),
  'own-deltas': fc
    .tuple(handle, span, ownRange, bytes())
    .map(([at, move, key, value]) => ({ type: 'own-deltas', handle: at, span: move, ...key, bytes: value })),
  confirmed: fc.tuple(handle, span, ownRange).map(([at, move, key]) => ({ type: 'confirmed', handle: at, span: move, ...key })),
  behind: fc.record({ type: type('behind'), handle }),
  digest: fc.record({ type: type('digest'), handle, digest }),
  refused: fc
    .tuple(handle, ownRange, code, fc.boolean(), text(), fc.array(text(), { maxLength: 5 }))
    .map(([at, key, name, retryable, message, cells]) => ({ type: 'refused', handle: at, ...key, code: name, retryable, message, cells })),
  error: fc.record({ type: type('error'), handle: orNull(handle), code, retryable: fc.boolean(), message: text() }),
  closed: fc.record({ type: type('closed'), handle }),
  ping: up.ping,
  pong: up.pong,
  fragment: up.fragment,
}

export const anyUp: fc.Arbitrary<UpMessage> = fc.oneof(...Object.values(up))
export const anyDown: fc.Arbitrary<DownMessage> = fc.oneof(...Object.values(down))
