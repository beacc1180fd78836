/** What a column may be called in the files that people have, folded to lower case without punctuation. */
const names = {
  sku: ['sku', 'id', 'code', 'item', 'itemno', 'itemnumber', 'article', 'articlenumber', 'ean', 'gtin', 'barcode', 'partnumber'],
  name: ['name', 'description', 'title', 'product', 'itemname'],
  shelf: ['shelf', 'location', 'bin', 'place', 'storage'],
  price: ['price', 'unitprice', 'cost'],
  expected: ['expected', 'quantity', 'qty', 'stock', 'onhand', 'book', 'bookstock'],
  counted: ['counted', 'count'],
  labels: ['labels', 'label', 'tags', 'tag'],
  marks: ['marks', 'mark', 'flags'],
} as const

export type Column = keyof typeof names
export type ColumnPlaces = ReadonlyMap<Column, number>

const fold = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '')

/** Where each known column stands in a header row. */
export function findColumns(header: readonly string[]): ColumnPlaces {
  const folded = header.map(fold)
  const places = new Map<Column, number>()
  for (const column of Object.keys(names) as Column[]) {
    const known: readonly string[] = names[column]
    const place = folded.findIndex((text) => known.includes(text))
    if (place >= 0) places.set(column, place)
  }
  return places
}
