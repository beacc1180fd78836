import type { Field } from './field/field.js'
import { position as anyPosition, whole } from './field/number.js'
import type { FieldsOf } from './field/combine.js'

/** A step of the stream: valid only on a reference that stands at `prev` (rule 8). */
export interface Step {
  readonly prev: number
  readonly position: number
}

/** A step on the wire: the distance is nearly always 1, and so one byte. */
export interface StepWire {
  readonly position: number
  readonly span: number
}

const span: Field<number> = whole(1, Number.MAX_SAFE_INTEGER)

export const stepFields: FieldsOf<StepWire> = { position: anyPosition, span }

export function stepToWire({ prev, position }: Step): StepWire {
  return { position, span: position - prev }
}

export function stepFromWire({ position, span }: StepWire): Step {
  return { position, prev: position - span }
}

export function stepWrong({ prev, position }: Step): string | null {
  return prev < 0 || prev >= position ? `a step from ${prev} to ${position}` : null
}
