import type { Item } from '../replica/replica'
import { writeCatalogue } from './write'

export function downloadCatalogue(items: readonly Item[], space: string): void {
  // The mark at the start makes spreadsheets read the file as UTF-8.
  const url = URL.createObjectURL(new Blob(['\uFEFF', writeCatalogue(items)], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${space}-${new Date().toISOString().slice(0, 10)}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
