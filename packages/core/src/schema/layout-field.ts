import { Algebra, columnId } from '../cell/column.js'
import type { AlgebraCode, ColumnId } from '../cell/column.js'
import { isWellFormed } from '../value/well-formed.js'
import { normalizeValue } from '../value/normalize.js'
import type { Value } from '../value/value.js'
import type { FieldSpec } from './field.js'
import type { FieldLayout } from './layout.js'
import { schemaInvalid } from './schema-invalid.js'

const kinds: ReadonlySet<unknown> = new Set(['register', 'counter', 'max', 'min', 'tally', 'set'])

/** What a field of user code really is: the builders' phantom type says nothing about it. */
export function isFieldSpec(value: unknown): value is FieldSpec {
  return typeof value === 'object' && value !== null && 'kind' in value && kinds.has(value.kind)
}

/** The columns of a field by their algebras. Kinds that could be mistaken for each other's bytes differ in the descriptor. */
export function descriptorOf(table: string, name: string, spec: FieldSpec): string {
  // Always with its scale, also 0: a register's value must never be read as a counter's base.
  const path = `${table}.${spec.stored ?? name}`
  return spec.kind === 'counter' ? `${path}@${spec.scale}` : path
}

const algebras: Readonly<Record<FieldSpec['kind'], readonly AlgebraCode[]>> = {
  register: [Algebra.lww],
  counter: [Algebra.sum, Algebra.lww],
  max: [Algebra.max],
  min: [Algebra.min],
  tally: [Algebra.sumBy, Algebra.lwwBy],
  set: [Algebra.life],
}

export function algebrasOf(spec: FieldSpec): readonly AlgebraCode[] {
  return algebras[spec.kind]
}

/** `stored`: the name under which the table is. */
export function layoutField(table: string, stored: string, name: string, index: number, spec: FieldSpec): FieldLayout {
  const path = `${table}.${name}`
  checkScale(path, spec)
  checkElements(path, spec)
  const descriptor = descriptorOf(stored, name, spec)
  const column = (...wanted: readonly AlgebraCode[]): ColumnId | null => {
    const algebra = algebrasOf(spec).find((one) => wanted.includes(one))
    return algebra === undefined ? null : columnId(descriptor, algebra)
  }
  const was = spec.was && layoutField(table, stored, spec.stored ?? name, index, spec.was.spec)
  return Object.freeze({
    name,
    index,
    kind: spec.kind,
    initial: spec.initial === undefined ? undefined : normalizeValue(spec.initial, path),
    scale: spec.scale,
    bigint: spec.bigint,
    elements: spec.elements,
    lww: column(Algebra.lww),
    sum: column(Algebra.sum),
    extremum: column(Algebra.max, Algebra.min),
    life: column(Algebra.life),
    sumBy: column(Algebra.sumBy),
    lwwBy: column(Algebra.lwwBy),
    was: spec.was && was ? { field: was, columns: [...columnsOf(was), ...(was.was?.columns ?? [])], derive: spec.was.derive } : null,
  })
}

export function columnsOf({ lww, sum, extremum, life, sumBy, lwwBy }: FieldLayout): readonly ColumnId[] {
  return [lww, sum, extremum, life, sumBy, lwwBy].filter((id) => id !== null)
}

/** Everything about a field that two builds must agree on. */
export function describeField(table: string, field: FieldLayout, spec: FieldSpec): string {
  const parts = [`${table}.${field.name}`, field.kind]
  if (field.kind === 'counter') parts.push(`scale ${field.scale}`, field.bigint ? 'bigint' : 'number')
  if (field.elements !== null) parts.push(`of ${JSON.stringify(field.elements)}`)
  if (field.initial !== undefined) parts.push(`initially ${describeValue(field.initial)}`)
  if (spec.stored !== undefined) parts.push(`stored as ${spec.stored}`)
  if (field.was && spec.was) parts.push(`was ${describeField(table, field.was.field, spec.was.spec)}`)
  return parts.join(', ')
}

/** As JSON says it, and what JSON cannot say so that no two values are described alike. */
function describeValue(value: Value): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (value instanceof Uint8Array) return `bytes(${value.join(' ')})`
  if (Array.isArray(value)) return `[${value.map(describeValue).join()}]`
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${describeValue(inner)}`)
    .join()}}`
}

function checkScale(path: string, spec: FieldSpec): void {
  if (Number.isInteger(spec.scale) && spec.scale >= 0 && spec.scale <= 9) return
  throw schemaInvalid(`${path}: a counter's scale is an integer from 0 to 9, not ${spec.scale}`, { path })
}

function checkElements(path: string, spec: FieldSpec): void {
  if (spec.elements === null) return
  const seen = new Set<string>()
  for (const element of spec.elements) {
    const why =
      typeof element !== 'string'
        ? 'is not a string'
        : !isWellFormed(element)
          ? 'holds an unpaired surrogate'
          : seen.has(element)
            ? 'is there twice'
            : null
    if (why !== null) throw schemaInvalid(`${path}: element ${JSON.stringify(element)} ${why}`, { path })
    seen.add(element)
  }
}
