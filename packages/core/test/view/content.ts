import type { ViewState } from '../../src/view/index.js'
import type { TestSchema } from './schema.js'

/** All that a consumer can read, but for what is pending. A getter that throws is its error's code. */
export function contentOf({ views }: ViewState<TestSchema>): unknown {
  return {
    ids: views.items.ids(),
    items: views.items.list().map(readable),
    site: readable(views.site),
    sensors: [...new BigUint64Array(views.sensors.toArray().buffer)].join(),
    raw: [...views.raw],
    signed: [...views.signed],
  }
}

function readable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Set) return [...(value as Set<unknown>)]
  return Object.keys(value).map((key) => {
    try {
      return [key, readable(Reflect.get(value, key))]
    } catch (error) {
      return [key, (error as { code?: unknown }).code]
    }
  })
}
