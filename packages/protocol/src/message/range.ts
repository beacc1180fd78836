import type { FieldsOf } from './field/combine.js'
import { identity } from './field/bytes.js'
import { position, whole } from './field/number.js'
import type { PacketKey, ReplicaId } from './types.js'

/** A packet's key on the wire: the extent is most often 0, and so one byte. */
export interface RangeWire {
  readonly id: ReplicaId
  readonly from: number
  /** `to - from`. */
  readonly extent: number
}

export const rangeFields: FieldsOf<RangeWire> = { id: identity, from: whole(1, Number.MAX_SAFE_INTEGER), extent: position }

export function rangeToWire({ id, from, to }: PacketKey): RangeWire {
  return { id, from, extent: to - from }
}

export function rangeFromWire({ id, from, extent }: RangeWire): PacketKey {
  return { id, from, to: from + extent }
}

export function rangeWrong({ from, to }: PacketKey): string | null {
  return from < 1 || to < from || !Number.isSafeInteger(to) ? `${from}…${to} is not a range` : null
}
