import type { Environment } from './environment.js'
import { formatNumber, formatTable } from './table.js'
import type { Bar, Row, Workload } from './workload.js'

export interface BarResult {
  readonly row: string
  readonly figure: string
  readonly wanted: string
  readonly measured: number
  readonly met: boolean
}

export interface Report {
  readonly workload: string
  readonly about: readonly string[]
  readonly environment: Environment
  readonly rows: readonly Row[]
  readonly bars: readonly BarResult[]
}

export function createReport(workload: Workload, environment: Environment, rows: readonly Row[]): Report {
  return { workload: workload.name, about: workload.about, environment, rows, bars: workload.bars.flatMap((bar) => judge(bar, rows)) }
}

/** A bar on a row that was left out is no result. */
function judge({ row: wanted, figure, atMost, atLeast }: Bar, rows: readonly Row[]): BarResult[] {
  return rows
    .filter(({ library, variant }) => library === wanted.library && (wanted.variant === undefined || variant === wanted.variant))
    .flatMap(({ library, variant, figures }) => {
      const measured = figures[figure]
      if (measured === undefined) return []
      return {
        row: nameOf({ library, variant }),
        figure,
        wanted: atMost === undefined ? `at least ${formatNumber(atLeast ?? 0)}` : `at most ${formatNumber(atMost)}`,
        measured,
        met: (atMost === undefined || measured <= atMost) && (atLeast === undefined || measured >= atLeast),
      }
    })
}

export function formatReport(workload: Workload, { rows, bars }: Report): string {
  const { columns, published, details: heading = 'In detail' } = workload
  const says = ({ library, variant }: Row): string =>
    published.find((other) => other.library === library && (other.variant === undefined || other.variant === variant))?.says ?? ''
  const titles = [
    'library',
    ...columns.map(({ title, unit }) => (unit === '' ? title : `${title} ${unit}`)),
    'verified',
    'published elsewhere',
  ]
  const lines = rows.map((row) => [
    nameOf(row),
    ...columns.map(({ key }) => {
      const figure = row.figures[key]
      return figure === undefined ? '–' : formatNumber(figure)
    }),
    row.verified ? 'yes' : 'NO',
    says(row),
  ])
  const titleOf = (key: string): string => {
    const column = columns.find((candidate) => candidate.key === key)
    return column === undefined ? key : `${column.title} ${column.unit}`.trim()
  }
  const judged = bars.map(({ row, figure, wanted, measured, met }) => [
    row,
    titleOf(figure),
    wanted,
    formatNumber(measured),
    met ? 'met' : 'MISSED',
  ])
  const details = rows.flatMap((row) => (row.detail === undefined ? [] : `${nameOf(row)}: ${row.detail}`))
  return [
    formatTable(titles, lines),
    ...(details.length === 0 ? [] : ['', `${heading}:`, ...details]),
    ...(judged.length === 0 ? [] : ['', formatTable(['bar', 'figure', 'wanted', 'measured', ''], judged)]),
  ].join('\n')
}

/** What is wrong with a report, in words; nothing where it may be believed. */
export function faultsOf({ rows, bars }: Report): string[] {
  return [
    ...rows.filter(({ verified }) => !verified).map((row) => `${nameOf(row)}: what came out is not what it has to be`),
    ...bars.filter(({ met }) => !met).map(({ row, figure, wanted }) => `${row}: ${figure} is not ${wanted}`),
  ]
}

function nameOf({ library, variant }: Pick<Row, 'library' | 'variant'>): string {
  return variant === '' ? library : `${library} ${variant}`
}
