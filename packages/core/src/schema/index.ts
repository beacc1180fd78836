export { counter, max, min, register, set, tally } from './build-field.js'
export { renamed } from './renamed.js'
export { defineSchema } from './define-schema.js'
export type { Counter, Extremum, Field, FieldAlgebra, FieldKind, FieldSpec, Register, SetField, Tally, Verbs } from './field.js'
export type { FieldLayout, Layout, NamedColumn, TableLayout } from './layout.js'
export { maxWords } from './layout-table.js'
export type {
  AddPatch,
  CollectionMutator,
  Init,
  Mutate,
  MutateOptions,
  MutatorOf,
  NotAsync,
  Receipt,
  SetPatch,
  SingleMutator,
  UpdatePatch,
  WordsMutator,
} from './mutators.js'
export type { AnySchema, Schema, Shape } from './schema.js'
export type { DeepReadonly, NotStorable, Storable } from './storable.js'
export { collection, single, words } from './table.js'
export type { Collection, Fields, Single, Words, WordsAs, WordsMerge } from './table.js'
export type { CollectionName, CollectionView, FieldsRecord, RecordOf, RecordOfFields, ViewOf, WordsView } from './views.js'
