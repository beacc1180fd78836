import Papa from 'papaparse'
import { findColumns } from './columns'
import { readRow, type CatalogueRow } from './row'

export interface Catalogue {
  readonly rows: readonly CatalogueRow[]
  /** Lines left out, and why. Line 1 is the header. */
  readonly problems: readonly { readonly line: number; readonly why: string }[]
}

/** The whole file is unusable. */
export class CatalogueError extends Error {
  override readonly name: string = 'CatalogueError'
}

/** Reads a CSV file with a header row; comma, semicolon and tab all divide. A SKU's last line counts. */
export function readCatalogue(text: string): Catalogue {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: false })
  const [header, ...lines] = data
  const places = findColumns(header ?? [])
  if (!places.has('sku')) {
    throw new CatalogueError('The first line must name the columns, and one of them must be “sku” (or “id”, “code”, “ean”).')
  }
  const rows = new Map<string, CatalogueRow>()
  const problems: { line: number; why: string }[] = []
  lines.forEach((cells, index) => {
    if (cells.every((cell) => cell.trim() === '')) return
    const row = readRow(cells, places)
    if (typeof row === 'string') problems.push({ line: index + 2, why: row })
    else rows.set(row.sku, row)
  })
  if (rows.size === 0) throw new CatalogueError('The file has no line that could be used.')
  return { rows: [...rows.values()], problems }
}
