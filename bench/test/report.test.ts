import { expect, test } from 'vitest'
import type { Environment } from '../harness/environment.js'
import { createReport, faultsOf, formatReport } from '../harness/report.js'
import { formatNumber, formatTable } from '../harness/table.js'
import type { Row, StaticWorkload } from '../harness/workload.js'

const environment: Environment = {
  date: '2026-01-01T00:00:00.000Z',
  commit: 'abc',
  cpu: 'a processor',
  cores: 2,
  memory: '8 GiB',
  platform: 'linux x64',
  node: 'v20',
  v8: '11',
  load: 0,
  versions: {},
}

const workload: StaticWorkload = {
  name: 'sample',
  about: [],
  columns: [
    { key: 'bytes', title: 'size', unit: 'B' },
    { key: 'rate', title: 'rate', unit: '/s' },
  ],
  bars: [
    { row: { library: 'torsor', variant: 'small' }, figure: 'bytes', atMost: 40 },
    { row: { library: 'torsor' }, figure: 'rate', atLeast: 100 },
    { row: { library: 'torsor', variant: 'absent' }, figure: 'bytes', atMost: 1 },
  ],
  published: [{ library: 'other', says: '77 B' }],
  measure: () => Promise.resolve([]),
}

const rows: readonly Row[] = [
  { library: 'torsor', variant: 'small', figures: { bytes: 40, rate: 99 }, verified: true, detail: 'push 30, open 10' },
  { library: 'torsor', variant: 'large', figures: { bytes: 400, rate: 100 }, verified: true },
  { library: 'other', variant: '', figures: { bytes: 77 }, verified: false },
]

test('bars are judged row by row; one on a row that is not there is not judged', () => {
  const { bars } = createReport(workload, environment, rows)
  expect(bars.map(({ row, figure, met }) => [row, figure, met])).toEqual([
    ['torsor small', 'bytes', true],
    ['torsor small', 'rate', false],
    ['torsor large', 'rate', true],
  ])
})

test('what is not verified and what misses a bar is a fault', () => {
  expect(faultsOf(createReport(workload, environment, rows))).toEqual([
    'other: what came out is not what it has to be',
    'torsor small: rate is not at least 100',
  ])
})

test('a report shows rows, what others published, where the bytes go, and the bars', () => {
  const text = formatReport(workload, createReport(workload, environment, rows))
  expect(text).toContain('torsor small      40       99  yes')
  expect(text).toMatch(/^other +77 +– +NO +77 B$/m)
  expect(text).toContain('torsor small: push 30, open 10')
  expect(text).toMatch(/^torsor small +rate \/s +at least 100 +99 +MISSED$/m)
})

test('a table has text to the left and numbers to the right, missing ones too', () => {
  expect(
    formatTable(
      ['name', 'n'],
      [
        ['a', '1'],
        ['bcdef', '1,000'],
        ['c', '–'],
      ],
    ),
  ).toBe(['name       n', '────────────', 'a          1', 'bcdef  1,000', 'c          –'].join('\n'))
})

test.each([
  [0, '0'],
  [41, '41'],
  [40.95, '41.0'],
  [9.456, '9.46'],
  [0.0123, '0.012'],
  [1234567.8, '1,234,568'],
])('%d reads as %s', (value, wanted) => {
  expect(formatNumber(value)).toBe(wanted)
})
