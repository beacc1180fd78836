import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CatalogueError, readCatalogue } from '../src/catalogue/read'
import { writeCatalogue } from '../src/catalogue/write'
import { item } from './item'

test('reads quotes, doubled quotes, line breaks in quotes and a byte order mark', () => {
  const text = '\uFEFFsku,name,shelf,price,expected\r\nA1,"Valve, ½"" brass\nlong",A-01-1,12.50,40\r\n'
  expect(readCatalogue(text)).toEqual({
    rows: [{ sku: 'A1', name: 'Valve, ½" brass\nlong', shelf: 'A-01-1', priceMinor: 1250, expected: 40, labels: [], marks: [] }],
    problems: [],
  })
})

test('reads semicolons, decimal commas and other names of the columns', () => {
  const { rows } = readCatalogue('EAN;Description;Location;Unit price;Qty\n4006381333931;Marker;B-02;1.234,50;1.000\n')
  expect(rows).toEqual([
    { sku: '4006381333931', name: 'Marker', shelf: 'B-02', priceMinor: 123_450, expected: 1000, labels: [], marks: [] },
  ])
})

test('leaves out lines that are of no use, says which and why, and keeps the others', () => {
  const { rows, problems } = readCatalogue('sku,name,price,expected\n,No code,1,1\nA,A,cheap,1\n\nB,B,1,a few\nC,C,2,3\n')
  expect(rows.map(({ sku }) => sku)).toEqual(['C'])
  expect(problems).toEqual([
    { line: 2, why: 'no SKU' },
    { line: 3, why: '“cheap” is no price' },
    { line: 5, why: '“a few” is no whole number of pieces' },
  ])
})

test('fields that a file does not have are left alone on the device', () => {
  expect(readCatalogue('sku\nA\n').rows).toEqual([{ sku: 'A', name: 'A', labels: [], marks: [] }])
})

test('the last line of a SKU counts; unknown marks are ignored, lists are split once', () => {
  const { rows } = readCatalogue('sku,name,labels,marks\nA,old,,\nA,new,"x; y|x",Fragile; shiny\n')
  expect(rows).toEqual([{ sku: 'A', name: 'new', labels: ['x', 'y'], marks: ['fragile'] }])
})

test.each(['', 'name,price\nA,1\n', 'sku,name\n', '\u0000\u0001'])('refuses a file without a SKU column or a usable line: %j', (text) => {
  expect(() => readCatalogue(text)).toThrow(CatalogueError)
})

test('what is written can be read again, formulas guarded on the way', () => {
  const items = [
    item('A', { name: '=cmd()', shelf: 'A-01', priceMinor: 1999, expected: 4, counted: 3, lastCounted: 1, labels: new Set(['b', 'a']) }),
    item('B', { name: 'Tape, "clear"\nwide', marks: new Set(['fragile'] as const) }),
  ]
  const text = writeCatalogue(items)
  expect(text).toContain(`'=cmd()`)
  expect(readCatalogue(text).rows).toEqual([
    { sku: 'A', name: '=cmd()', shelf: 'A-01', priceMinor: 1999, expected: 4, counted: 3, labels: ['a', 'b'], marks: [] },
    { sku: 'B', name: 'Tape, "clear"\nwide', shelf: '', priceMinor: 0, expected: 0, labels: [], marks: ['fragile'] },
  ])
})

test('the shipped catalogue has 3,000 items and no problem', () => {
  const text = readFileSync(new URL('../public/catalogue.csv', import.meta.url), 'utf8')
  const { rows, problems } = readCatalogue(text)
  expect(problems).toEqual([])
  expect(rows).toHaveLength(3000)
  expect(rows.every(({ shelf, priceMinor, expected }) => shelf !== '' && (priceMinor ?? 0) > 0 && (expected ?? 0) > 0)).toBe(true)
})
