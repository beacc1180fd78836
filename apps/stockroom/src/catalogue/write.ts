import Papa from 'papaparse'
import { writeMoney } from '../format/money'
import { differenceOf } from '../items/item'
import type { Item } from '../replica/replica'

const header = ['sku', 'name', 'shelf', 'price', 'expected', 'counted', 'difference', 'last counted', 'labels', 'marks']

function line(item: Item): readonly (string | number)[] {
  const { id, name, shelf, priceMinor, expected, counted, labels, marks, lastCounted } = item
  return [
    id,
    name,
    shelf,
    writeMoney(priceMinor),
    expected,
    lastCounted === undefined ? '' : counted,
    differenceOf(item) ?? '',
    lastCounted === undefined ? '' : new Date(lastCounted).toISOString(),
    [...labels].sort().join('; '),
    [...marks].sort().join('; '),
  ]
}

/** A CSV file which this app and any spreadsheet can read; texts that look like formulas are guarded. */
export function writeCatalogue(items: readonly Item[]): string {
  return `${Papa.unparse({ fields: header, data: items.map(line) }, { escapeFormulae: true, newline: '\n' })}\n`
}
