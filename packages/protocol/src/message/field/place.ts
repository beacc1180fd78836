import { limits } from '../../limits.js'
import type { Cursor, Place, Staged } from '../types.js'
import { block, identity } from './bytes.js'
import { checked, record } from './combine.js'
import type { Field } from './field.js'
import { flag, position } from './number.js'

export const place: Field<Place> = record<Place>({ nonce: identity, position })

export const cursor: Field<Cursor> = record<Cursor>({ position, key: block(limits.cursorKey) })

export const staged: Field<Staged> = checked(
  record<Staged>({ nonce: identity, cursor, head: position, whole: flag }),
  ({ cursor: { position: at }, head }) => (at > head ? `a cursor at ${at} is past the head ${head}` : null),
)
