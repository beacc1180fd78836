/** A table for a terminal: text to the left, everything else to the right. */
export function formatTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = titles.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)))
  const isText = titles.map((_, column) => rows.every((row) => !/^[-+]?\d/.test(row[column] ?? '')))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (isText[column] === true ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd()
  return [line(titles), widths.map((width) => '─'.repeat(width)).join('──'), ...rows.map(line)].join('\n')
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** Three significant digits at least, and no more than a reader can use. */
export function formatNumber(value: number): string {
  const size = Math.abs(value)
  if (size >= 100 || Number.isInteger(value)) return grouped.format(value)
  return value.toFixed(size >= 10 ? 1 : size >= 0.1 ? 2 : 3)
}
