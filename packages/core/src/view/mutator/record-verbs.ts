import type { TableLayout } from '../../schema/index.js'
import type { IntentValue } from '../intent.js'
import type { Collector } from './collector.js'
import { addValue, elementsOf, partsOf, setValue, takesAdd, takesElements, takesInit, takesUpdate } from './convert.js'

/** The verbs of one table's records, the id already checked. Each checks all it is given before it says anything. */
export interface RecordVerbs {
  upsert(id: string, verb: string, init: unknown): void
  update(id: string, patch: unknown): void
  add(id: string, deltas: unknown): void
  put(id: string, elements: unknown): void
  remove(id: string, elements: unknown): void
}

export function recordVerbs(layout: TableLayout, collector: Collector): RecordVerbs {
  const table = layout.name
  const elements = (verb: 'put' | 'remove') => (id: string, patch: unknown) => {
    const named = partsOf(layout, verb, patch, takesElements).map((part) => [part.field.name, elementsOf(part)] as const)
    const some = named.filter((entry) => entry[1].length > 0)
    if (some.length > 0) collector.add({ type: verb, table, id, elements: Object.fromEntries(some) })
  }
  return {
    upsert: (id, verb, init) => {
      const set: Record<string, IntentValue> = {}
      const put: Record<string, readonly string[]> = {}
      for (const part of partsOf(layout, verb, init, takesInit)) {
        if (part.field.kind === 'set') put[part.field.name] = elementsOf(part)
        else set[part.field.name] = setValue(part)
      }
      collector.add({ type: 'upsert', table, id, set, put })
    },
    update: (id, patch) => {
      const set = partsOf(layout, 'update', patch, takesUpdate).map((part) => [part.field.name, setValue(part)] as const)
      if (set.length > 0) collector.add({ type: 'update', table, id, set: Object.fromEntries(set) })
    },
    add: (id, deltas) => {
      const by: Record<string, bigint | Readonly<Record<string, bigint>>> = {}
      for (const part of partsOf(layout, 'add', deltas, takesAdd)) {
        const value = addValue(part)
        if (value !== null) by[part.field.name] = value
      }
      if (Object.keys(by).length > 0) collector.add({ type: 'add', table, id, by })
    },
    put: elements('put'),
    remove: elements('remove'),
  }
}
