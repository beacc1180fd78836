import { collection, counter, defineSchema, register } from '@torsor/core'

export const schema = defineSchema({ items: collection({ name: register(''), stock: counter() }) })
export const otherSchema = defineSchema({
  items: collection({ name: register(''), stock: counter({ scale: 3 }) }),
  notes: collection({ text: register('') }),
})
