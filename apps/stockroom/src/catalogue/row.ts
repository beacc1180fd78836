import { readMoney } from '../format/money'
import { readPieces } from '../format/number'
import { marks, type Mark } from '../replica/marks'
import type { ColumnPlaces, Column } from './columns'

/** One line of a catalogue. Fields which the file does not have stay as they are on the device. */
export interface CatalogueRow {
  readonly sku: string
  readonly name: string
  readonly shelf?: string
  readonly priceMinor?: number
  readonly expected?: number
  readonly counted?: number
  readonly labels: readonly string[]
  readonly marks: readonly Mark[]
}

const longestText = 200

const isMark = (text: string): text is Mark => (marks as readonly string[]).includes(text)
const list = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[;|]/)
      .map((part) => part.trim())
      .filter(Boolean),
  ),
]

/** A leading apostrophe guards a text that a spreadsheet would run as a formula. */
const unguarded = (text: string): string => (/^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text)

/** @returns the row, or in words why the line is of no use */
export function readRow(cells: readonly string[], places: ColumnPlaces): CatalogueRow | string {
  const cell = (column: Column): string => {
    const place = places.get(column)
    return place === undefined ? '' : unguarded((cells[place] ?? '').trim())
  }
  const sku = cell('sku')
  const name = cell('name')
  if (sku === '') return 'no SKU'
  if (sku.length > longestText || name.length > longestText) return `a text longer than ${longestText} characters`

  const price = cell('price') === '' ? undefined : readMoney(cell('price'))
  if (price === null) return `“${cell('price')}” is no price`
  const expected = cell('expected') === '' ? undefined : readPieces(cell('expected'))
  if (expected === null) return `“${cell('expected')}” is no whole number of pieces`
  const counted = cell('counted') === '' ? undefined : readPieces(cell('counted'))
  if (counted === null) return `“${cell('counted')}” is no whole number of pieces`

  return {
    sku,
    name: name === '' ? sku : name,
    ...(places.has('shelf') && { shelf: cell('shelf').slice(0, longestText) }),
    ...(price !== undefined && { priceMinor: price }),
    ...(expected !== undefined && { expected }),
    ...(counted !== undefined && { counted }),
    labels: list(cell('labels')),
    marks: list(cell('marks').toLowerCase()).filter(isMark),
  }
}
