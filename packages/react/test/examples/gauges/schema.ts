import { counter, defineSchema, single, words } from '@torsor/core'

export const schema = defineSchema({
  gauges: words(64, { as: 'f64' }),
  flags: words(2),
  station: single({ ticks: counter({ bigint: true }) }),
})
