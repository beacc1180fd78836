import { utf8Length } from '@torsor/core'
import type { Intent } from '@torsor/core/view'

/** A value without what it contains: itself where it is small, and its share of keys and headers. */
const SMALL = 16

/** About how many bytes a write will take in a packet, known before it is encoded: what cannot be sent is refused at once. */
export function weightOf(intents: readonly Intent[]): number {
  return intents.reduce((sum, intent) => sum + weightOfOne(intent), 0)
}

function weightOfOne(intent: Intent): number {
  switch (intent.type) {
    case 'upsert':
      return intent.id.length + weightOfValues(intent.set) + weightOfElements(intent.put)
    case 'update':
      return intent.id.length + weightOfValues(intent.set)
    case 'add':
      return intent.id.length + weightOfValues(intent.by)
    case 'put':
    case 'remove':
      return intent.id.length + weightOfElements(intent.elements)
    case 'delete':
      return intent.id.length + SMALL
    case 'store':
      return intent.values.byteLength
    case 'accumulate':
      return SMALL
  }
}

function weightOfValues(values: Readonly<Record<string, unknown>>): number {
  return Object.values(values).reduce<number>((sum, value) => sum + weightOfValue(value), 0)
}

function weightOfValue(value: unknown): number {
  if (typeof value === 'string') return utf8Length(value) + SMALL
  if (value instanceof Uint8Array) return value.length + SMALL
  if (typeof value !== 'object' || value === null) return SMALL
  return Object.entries(value).reduce((sum, [key, inner]) => sum + key.length + weightOfValue(inner), SMALL)
}

function weightOfElements(fields: Readonly<Record<string, readonly string[]>>): number {
  return Object.values(fields)
    .flat()
    .reduce((sum, element) => sum + element.length + SMALL, 0)
}
