import { collection, defineSchema, register } from '@torsor/core'

export const schema = defineSchema({
  items: collection({ name: register(''), quantity: register(0), price: register(0), tag: register('') }),
})
