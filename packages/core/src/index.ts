export { fromErrorRecord, toErrorRecord, TorsorError } from './errors.js'
export type { ErrorData, ErrorRecord, TorsorErrorCode, TorsorErrorOptions } from './errors.js'

export { Algebra, algebraOf, columnId, toColumnId } from './cell/column.js'
export type { AlgebraCode, ColumnId } from './cell/column.js'
export { hashBytes } from './cell/hash.js'

export { compareBytes, compareUtf8, sortUtf8 } from './order/compare.js'
export { decodeUtf8, encodeUtf8, utf8Length } from './order/utf8.js'

export { compose, composeCell, composeInto, composeRow } from './delta/compose.js'
export { cloneDelta, createDelta, isEmptyDelta } from './delta/delta.js'
export { diff, invert } from './delta/diff.js'
export type { Cell, Delta, Lww, Records, Row, Stamp, Touch } from './delta/types.js'
export { WordMap } from './delta/word-map.js'

export { DigestAccumulator } from './digest/accumulator.js'
export { digestOfDelta } from './digest/digest.js'

export { applyDelta, cloneState, createState, loadAbsolute, stateDigest } from './state/state.js'
export type { State } from './state/state.js'

export * from './value/index.js'
