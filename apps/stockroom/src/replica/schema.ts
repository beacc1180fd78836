import { collection, counter, defineSchema, max, register, set } from '@torsor/core'
import { marks } from './marks'

/** An item's id is its SKU where it has one, so two devices that import the same catalogue hold the same items. */
export const schema = defineSchema({
  items: collection({
    name: register(''),
    shelf: register(''),
    /** Minor units of the currency: a price is what somebody says it is, never a sum. */
    priceMinor: register(0),
    /** What the books say. */
    expected: register(0),
    /** What people counted: every scan adds 1, on whichever device, and none is lost. */
    counted: counter(),
    labels: set(),
    marks: set(...marks),
    /** Ms since the epoch of the latest count. */
    lastCounted: max(),
  }),
})
