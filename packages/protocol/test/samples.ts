import type { DownMessage, UpMessage } from '@torsor/protocol'

/** One or more of every message, with every optional part both ways: what golden vectors are made of. */

const id = '0011223344556677'
const other = '8899aabbccddeeff'
const nonce = 'f0e1d2c3b4a59687'
const digest = '000102030405060708090a0b0c0d0e0f'
const bytes = Uint8Array.of(0xde, 0xad, 0xbe, 0xef)

export const upSamples: Readonly<Record<string, UpMessage>> = {
  'open, fresh': { type: 'open', handle: 1, version: 1, space: 'warehouse-7', token: null, own: [], place: null, staged: null, columns: 0 },
  'open, resumed': {
    type: 'open',
    handle: 300,
    version: 1,
    space: 'склад',
    token: 'eyJhbGciOi',
    own: [id, other],
    place: { nonce, position: 70_000 },
    staged: { nonce, cursor: { position: 69_000, key: bytes }, head: 70_001, whole: false },
    columns: 12,
  },
  declare: {
    type: 'declare',
    handle: 1,
    columns: [
      { id: 0xffff_fffd, name: 'items' },
      { id: 12, name: 'items.litres@3' },
    ],
  },
  push: { type: 'push', handle: 1, id, from: 3, to: 9, total: 4, offset: 0, bytes },
  'push, a later piece': { type: 'push', handle: 1, id, from: 1, to: 1, total: 300_004, offset: 300_000, bytes },
  renew: { type: 'renew', handle: 1, token: 'new' },
  'renew, signed out': { type: 'renew', handle: 1, token: null },
  close: { type: 'close', handle: 1 },
  ping: { type: 'ping', time: 123_456 },
  pong: { type: 'pong', time: 123_456 },
  fragment: { type: 'fragment', stream: 0, total: 2_000_000, offset: 262_144, bytes },
}

export const downSamples: Readonly<Record<string, DownMessage>> = {
  opened: {
    type: 'opened',
    handle: 1,
    time: 1_767_225_600_000,
    nonce,
    head: 70_002,
    mode: 'since',
    coverage: [
      {
        id,
        ranges: [
          { from: 1, to: 8 },
          { from: 11, to: 11 },
        ],
      },
      { id: other, ranges: [] },
    ],
    partial: { id, from: 9, to: 10, received: 262_144 },
    access: 'write',
    declared: true,
  },
  'opened, anew': {
    type: 'opened',
    handle: 1,
    time: 0,
    nonce,
    head: 0,
    mode: 'whole',
    coverage: [],
    partial: null,
    access: 'read',
    declared: false,
  },
  'opened, going on': {
    type: 'opened',
    handle: 1,
    time: 1,
    nonce,
    head: 1,
    mode: 'staged',
    coverage: [],
    partial: null,
    access: 'read',
    declared: false,
  },
  slice: {
    type: 'slice',
    handle: 1,
    cursor: { position: 69_500, key: Uint8Array.of(1) },
    head: 70_002,
    received: 1_000,
    total: 2_500,
    cells: bytes,
  },
  'caught-up': { type: 'caught-up', handle: 1, nonce, position: 70_002, coverage: [{ id, ranges: [{ from: 1, to: 9 }] }], digest },
  deltas: { type: 'deltas', handle: 1, prev: 70_002, position: 70_003, bytes },
  'own-deltas': { type: 'own-deltas', handle: 1, prev: 70_003, position: 70_005, id, from: 10, to: 12, bytes },
  confirmed: { type: 'confirmed', handle: 1, prev: 70_005, position: 70_006, id, from: 13, to: 13 },
  behind: { type: 'behind', handle: 1, position: 70_006 },
  digest: { type: 'digest', handle: 1, position: 70_006, digest },
  refused: {
    type: 'refused',
    handle: 1,
    id,
    from: 14,
    to: 15,
    code: 'forbidden',
    retryable: false,
    message: 'read only',
    cells: ['items.name “bolt”', ''],
  },
  error: { type: 'error', handle: 1, code: 'needs-auth', retryable: false, message: 'the token is too old' },
  'error, of the socket': { type: 'error', handle: null, code: 'shutting-down', retryable: true, message: '' },
  closed: { type: 'closed', handle: 1 },
  ping: { type: 'ping', time: 0 },
  pong: { type: 'pong', time: Number.MAX_SAFE_INTEGER },
  fragment: { type: 'fragment', stream: 255, total: 1, offset: 0, bytes: Uint8Array.of(7) },
}
