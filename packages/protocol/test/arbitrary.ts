import fc from 'fast-check'
import { limits, protocolVersion, wireErrors } from '@torsor/protocol'
import type { Coverage, DownMessage, PacketKey, Range, Step, UpMessage, WireErrorName } from '@torsor/protocol'

/** Any message a peer may send, total by type: a message without an arbitrary does not compile. */

const handle = fc.oneof(fc.nat(127), fc.nat(limits.handle))
const position = fc.oneof(fc.nat(300), fc.maxSafeNat())
const bytes = (least = 0): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: least, maxLength: 64 })
const hex = (size: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: size, maxLength: size }).map((value) => Buffer.from(value).toString('hex'))
const identity = hex(8)
const digest = hex(16)
const text = (least = 0): fc.Arbitrary<string> => fc.string({ unit: 'binary', minLength: least, maxLength: 20 })
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null })
const identities = fc.uniqueArray(identity, { maxLength: 6 })

const range: fc.Arbitrary<Range> = fc
  .tuple(fc.integer({ min: 1, max: 2 ** 52 }), fc.oneof(fc.nat(3), fc.nat(2 ** 31)))
  .map(([from, extent]) => ({ from, to: from + extent }))
const packet: fc.Arbitrary<PacketKey> = fc.tuple(identity, range).map(([id, ofIt]) => ({ id, ...ofIt }))
const step: fc.Arbitrary<Step> = fc
  .tuple(position, fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2 ** 40 })))
  .map(([prev, span]) => ({ prev: Math.min(prev, 2 ** 52), position: Math.min(prev, 2 ** 52) + span }))

const ranges = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 5 }).map((gaps) => {
  let free = 1
  return gaps.map(([gap, extent]): Range => {
    const from = free + gap
    const to = from + extent
    free = to + 2
    return { from, to }
  })
})
const coverage: fc.Arbitrary<Coverage[]> = fc.uniqueArray(fc.record({ id: identity, ranges }), { selector: ({ id }) => id, maxLength: 4 })

const cursorUpTo = (head: number): fc.Arbitrary<{ position: number; key: Uint8Array }> =>
  fc.record({ position: fc.nat(head), key: bytes() })
const code = fc.constantFrom(...(Object.keys(wireErrors) as WireErrorName[]))
const type = <T extends string>(name: T): fc.Arbitrary<T> => fc.constant(name)

const piece = fc.tuple(bytes(1), fc.nat(1000), fc.nat(1000)).map(([value, offset, more]) => ({
  bytes: value,
  offset,
  total: offset + value.length + more,
}))

type Arbitraries<M extends { readonly type: string }> = { readonly [T in M['type']]: fc.Arbitrary<Extract<M, { readonly type: T }>> }

export const up: Arbitraries<UpMessage> = {
  open: fc.record({
    type: type('open'),
    handle,
    version: fc.constant(protocolVersion),
    space: text(1),
    token: orNull(text()),
    own: identities,
    place: orNull(fc.record({ nonce: identity, position })),
    staged: orNull(
      fc
        .nat(2 ** 31 - 1)
        .chain((head) => fc.record({ nonce: identity, cursor: cursorUpTo(head), head: fc.constant(head), whole: fc.boolean() })),
    ),
    columns: fc.nat(limits.columns),
  }),
  declare: fc.record({
    type: type('declare'),
    handle,
    columns: fc.uniqueArray(fc.record({ id: fc.nat(0xffff_ffff), name: text(1) }), { selector: ({ id }) => id, maxLength: 6 }),
  }),
  push: fc.tuple(handle, packet, piece).map(([at, key, part]) => ({ type: 'push', handle: at, ...key, ...part })),
  renew: fc.record({ type: type('renew'), handle, token: orNull(text()) }),
  close: fc.record({ type: type('close'), handle }),
  ping: fc.record({ type: type('ping'), time: position }),
  pong: fc.record({ type: type('pong'), time: position }),
  fragment: fc.tuple(fc.nat(255), piece).map(([stream, part]) => ({ type: 'fragment', stream, ...part })),
}

export const down: Arbitraries<DownMessage> = {
  opened: fc.record({
    type: type('opened'),
    handle,
    time: position,
    nonce: identity,
    head: position,
    mode: fc.constantFrom('since', 'whole', 'staged'),
    coverage,
    partial: orNull(fc.tuple(packet, position).map(([key, received]) => ({ ...key, received }))),
    access: fc.constantFrom('read', 'write'),
    declared: fc.boolean(),
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
  'caught-up': fc.record({ type: type('caught-up'), handle, nonce: identity, position, coverage, digest }),
  deltas: fc.tuple(handle, step, bytes()).map(([at, move, value]) => ({ type: 'deltas', handle: at, ...move, bytes: value })),
  'own-deltas': fc
    .tuple(handle, step, packet, bytes())
    .map(([at, move, key, value]) => ({ type: 'own-deltas', handle: at, ...move, ...key, bytes: value })),
  confirmed: fc.tuple(handle, step, packet).map(([at, move, key]) => ({ type: 'confirmed', handle: at, ...move, ...key })),
  behind: fc.record({ type: type('behind'), handle, position }),
  digest: fc.record({ type: type('digest'), handle, position, digest }),
  refused: fc
    .tuple(handle, packet, code, fc.boolean(), text(), fc.array(text(), { maxLength: 5 }))
    .map(([at, key, name, retryable, message, cells]) => ({ type: 'refused', handle: at, ...key, code: name, retryable, message, cells })),
  error: fc.record({ type: type('error'), handle: orNull(handle), code, retryable: fc.boolean(), message: text() }),
  closed: fc.record({ type: type('closed'), handle }),
  ping: up.ping,
  pong: up.pong,
  fragment: up.fragment,
}

export const anyUp: fc.Arbitrary<UpMessage> = fc.oneof(...Object.values(up))
export const anyDown: fc.Arbitrary<DownMessage> = fc.oneof(...Object.values(down))
