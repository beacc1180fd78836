import { collection, counter, defineSchema, register, single } from '@torsor/core'

export const schema = defineSchema({
  items: collection({ name: register('unnamed'), note: register<string>(), stock: counter() }),
  site: single({ title: register('Site') }),
})
