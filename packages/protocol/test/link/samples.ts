import type { LinkDownMessage, LinkUpMessage } from '@torsor/protocol'

/** One or more of every message of a link, with every optional part both ways. */

const id = '0011223344556677'
const nonce = 'f0e1d2c3b4a59687'
const bytes = Uint8Array.of(0xde, 0xad, 0xbe, 0xef)

export const linkUpSamples: Readonly<Record<string, LinkUpMessage>> = {
  'follow, from the start': { type: 'follow', handle: 0, version: 1, place: null, token: null, space: 'warehouse-7' },
  'follow, again': {
    type: 'follow',
    handle: 0,
    version: 1,
    place: { nonce, position: 70_000 },
    token: 'eyJhbGciOi',
    space: 'склад',
  },
  holds: { type: 'holds', handle: 0, position: 70_002 },
  ping: { type: 'ping' },
  pong: { type: 'pong' },
}

export const linkDownSamples: Readonly<Record<string, LinkDownMessage>> = {
  following: { type: 'following', handle: 0, nonce, position: 70_000 },
  trimmed: { type: 'trimmed', handle: 0, piece: null, bytes },
  'trimmed, a later piece': { type: 'trimmed', handle: 0, piece: { total: 300_004, offset: 300_000 }, bytes },
  names: {
    type: 'names',
    handle: 0,
    columns: [
      { id: 0xf1a6_8e6d, name: 'collection:items' },
      { id: 0xfa30_c4a1, name: 'items.litres@3' },
    ],
  },
  entry: {
    type: 'entry',
    handle: 0,
    void: false,
    piece: null,
    position: 70_001,
    id,
    range: { from: 3, to: 9 },
    principal: 'ann',
    bytes,
  },
  'entry, a first piece': {
    type: 'entry',
    handle: 0,
    void: false,
    piece: { total: 300_004, offset: 0 },
    position: 70_002,
    id,
    range: { from: 10, to: 10 },
    principal: 'ann',
    bytes,
  },
  'entry, a void': {
    type: 'entry',
    handle: 0,
    void: true,
    piece: null,
    position: 70_003,
    id,
    range: { from: 11, to: 12 },
    principal: 'ann',
    bytes: new Uint8Array(0),
  },
  error: { type: 'error', handle: null, retryable: false, code: 'forbidden', message: 'Only a relay may follow.' },
  ping: { type: 'ping' },
  pong: { type: 'pong' },
}
