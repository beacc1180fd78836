/**
 * @typedef {object} Row
 * @property {import('./catalogue/fault.mjs').Fault | import('./catalogue/fault.mjs').PendingFault} fault
 * @property {import('./run/judge.mjs').Verdict} verdict
 */

const headings = ['fault', 'breaks', 'cases', 'seconds', 'caught by']

/** @param {Row} row */
function cells({ fault, verdict: { outcome, by, cases, seconds } }) {
  const told = { caught: by, pending: `pending: ${by}` }[outcome] ?? `NOT CAUGHT, ${outcome}: ${by}`
  return [fault.name, fault.breaks.join(' '), cases, Number.isFinite(seconds) ? seconds.toFixed(1) : '', told]
}

/**
 * @param {readonly { readonly title: string, readonly rows: readonly Row[] }[]} rooms
 * @returns {string}
 */
export function tableOf(rooms) {
  const all = [headings, ...rooms.flatMap(({ rows }) => rows.map(cells))]
  const widths = headings.map((_, column) => Math.max(...all.map((line) => line[column].length)))
  const numeric = new Set([2, 3])
  const format = (line) =>
    line
      .map((cell, column) => (numeric.has(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd()
  return [format(headings), ...rooms.flatMap(({ title, rows }) => ['', title, ...rows.map((row) => format(cells(row)))])].join('\n')
}
