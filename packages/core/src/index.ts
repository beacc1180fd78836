export { fromErrorRecord, toErrorRecord, TorsorError } from './errors.js'
export type { ErrorData, ErrorRecord, TorsorErrorCode, TorsorErrorOptions } from './errors.js'

export { Algebra, algebraOf, columnId, isKeyed, toColumnId } from './cell/column.js'
export type { AlgebraCode, ColumnId } from './cell/column.js'
export { hashBytes } from './cell/hash.js'
export { hex, hex32 } from './bytes/hex.js'

export { compareBytes, compareUtf8, sortUtf8 } from './order/compare.js'
export { decodeUtf8, encodeUtf8, utf8Length } from './order/utf8.js'

export { composeCell, sameValue } from './delta/cells.js'
export type { Column } from './delta/column.js'
export { compose, composeInto, composeRow } from './delta/compose.js'
export { cloneDelta, createDelta } from './delta/delta.js'
export type { Delta } from './delta/delta.js'
export { diff, invert } from './delta/diff.js'
export { Table } from './delta/table.js'
export type { Cell, Lww, Row, Stamp, Touch } from './delta/types.js'
export { WordMap } from './delta/word-map.js'

export { Digest, digestOfDelta } from './digest/digest.js'

export { applyDelta, cloneState, createState, joinState, loadAbsolute, stateDigest } from './state/state.js'
export type { State, StatePart } from './state/state.js'

export { decodeAbsolute, decodeDelta, decodeState, encodeAbsolute, encodeDelta, encodeState } from './codec/codec.js'
export type { DecodeLimits } from './codec/limits.js'

export { createHybridClock, millisecondsOf, nextStamp, stampOf } from './stamp/stamp.js'
export type { HybridClock } from './stamp/stamp.js'

export { MAX_RANGES_BEYOND_FRONTIER, VersionVector } from './vector/version-vector.js'
export type { BatchRange } from './vector/ranges.js'

export * from './value/index.js'
export * from './schema/index.js'
export { changed } from './view/changed/changed.js'
