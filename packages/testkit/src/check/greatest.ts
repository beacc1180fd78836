import { Algebra, algebraOf, type Cell, type ColumnId, type Delta, type Lww } from '@torsor/core'

/**
 * What an app's cells must come to, told from packets alone and without the merge core: of lives, registers, greatest and
 * least numbers the greatest counts, and cells count in the last life of their record. Throws what is not so.
 */
export function checkGreatest(name: string, reference: Delta, packets: readonly Delta[]): void {
  const told = greatestOf([reference])
  const is = greatestOf(packets)
  for (const cell of new Set([...told.keys(), ...is.keys()])) {
    const [shown, frozen] = [told.get(cell), is.get(cell)]
    if (shown !== frozen) throw new Error(`${name}: ${cell} is at ${shown ?? 'nothing'}, and was frozen at ${frozen ?? 'nothing'}`)
  }
}

function greatestOf(packets: readonly Delta[]): ReadonlyMap<string, number> {
  const greatest = new Map<string, number>()
  const raise = (cell: string, to: number): void => void greatest.set(cell, Math.max(greatest.get(cell) ?? to, to))
  for (const [record, , life] of rowsOf(packets)) raise(record, life)
  for (const [record, cells, life] of rowsOf(packets)) {
    if (life !== greatest.get(record)) continue
    for (const [column, cell] of cells) for (const [element, rank] of ranksOf(column, cell)) raise(`${record} ${column} ${element}`, rank)
  }
  return greatest
}

function* rowsOf(packets: readonly Delta[]): Generator<readonly [record: string, cells: ReadonlyMap<ColumnId, Cell>, life: number]> {
  for (const { records } of packets)
    for (const [table, rows] of records) for (const [id, { life, cells }] of rows) yield [`${table} ${id}`, cells, life]
}

/** The greater of two counts. Sums have none. */
function ranksOf(column: ColumnId, cell: Cell): readonly (readonly [element: string, rank: number])[] {
  switch (algebraOf(column)) {
    case Algebra.lww:
      return [['', (cell as Lww).stamp]]
    case Algebra.max:
      return [['', cell as number]]
    case Algebra.min:
      return [['', -(cell as number)]]
    case Algebra.life:
      return [...(cell as ReadonlyMap<string, number>)]
    case Algebra.lwwBy:
      return [...(cell as ReadonlyMap<string, Lww>)].map(([element, { stamp }]) => [element, stamp])
    default:
      return []
  }
}
