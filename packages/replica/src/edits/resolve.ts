import { Algebra, algebraOf, composeRow, type Cell, type ColumnId, type Lww, type Row, type Stamp } from '@torsor/core'
import type { DraftCell, DraftElements, DraftLww, DraftSegment } from './draft.js'

/**
 * Gives a draft's register its stamp: as it is for READ, by rule 4 for freezing. `own` is the stamp this device has
 * already frozen for the same cell, 0 when none; `later` that of what it wrote over it, and froze before it.
 */
export type StampOf = (cell: DraftLww, own: Stamp, later?: Stamp) => Stamp

export const provisionalStamp: StampOf = (cell) => cell.stamp

/**
 * What the segments say on top of `base`, as one row of a delta: lifeless writes get the life that `base` has (alive:
 * that life; dead or unknown: the next one). `own` is the row of this device's own packets, for the stamps.
 */
export function resolveSegments(segments: readonly DraftSegment[], base: Row | undefined, stampOf: StampOf, own?: Row, later?: Row): Row {
  let delta: Row | undefined
  let ground = base
  for (const segment of segments) {
    const row = resolveSegment(segment, ground, stampOf, own, later)
    delta = composeRow(delta, row)
    ground = composeRow(ground, row)
  }
  return delta ?? { life: base?.life ?? 0, cells: new Map() }
}

/** The life that a lifeless write gets on top of `base`. */
export function lifeOn(base: number): number {
  return base % 2 === 1 ? base : base + 1
}

function resolveSegment(segment: DraftSegment, base: Row | undefined, stampOf: StampOf, own: Row | undefined, later: Row | undefined): Row {
  const life = segment.relative ? lifeOn(base?.life ?? 0) + segment.life : segment.life
  const cells = new Map<ColumnId, Cell>()
  if (life % 2 === 1) {
    const ground = base?.life === life ? base.cells : undefined
    const over = later?.life === life ? later.cells : undefined
    for (const [column, cell] of segment.cells) {
      const resolved = resolveCell(column, cell, ground?.get(column), stampOf, own?.cells.get(column), over?.get(column))
      if (resolved !== undefined) cells.set(column, resolved)
    }
  }
  return { life, cells }
}

function resolveCell(
  column: ColumnId,
  cell: DraftCell,
  ground: Cell | undefined,
  stampOf: StampOf,
  own: Cell | undefined,
  later: Cell | undefined,
): Cell | undefined {
  switch (algebraOf(column)) {
    case Algebra.sum:
      // Adds that cancelled out are the identity, which no delta holds.
      return cell === 0n ? undefined : (cell as bigint)
    case Algebra.lww:
      return resolveLww(cell as DraftLww, stampOf, own as Lww | undefined, later as Lww | undefined)
    case Algebra.life:
      return resolveElements(cell as DraftElements, ground as Map<string, number> | undefined)
    case Algebra.sumBy: {
      const out = new Map<string, bigint>()
      for (const [element, sum] of cell as Map<string, bigint>) if (sum !== 0n) out.set(element, sum)
      return out.size === 0 ? undefined : out
    }
    case Algebra.lwwBy: {
      const owned = own as Map<string, Lww> | undefined
      const overs = later as Map<string, Lww> | undefined
      const out = new Map<string, Lww>()
      for (const [element, value] of cell as Map<string, DraftLww>)
        out.set(element, resolveLww(value, stampOf, owned?.get(element), overs?.get(element)))
      return out
    }
    default:
      return cell as number
  }
}

function resolveLww(cell: DraftLww, stampOf: StampOf, own: Lww | undefined, later: Lww | undefined): Lww {
  return { stamp: stampOf(cell, own?.stamp ?? 0, later?.stamp), value: cell.value }
}

function resolveElements(cell: DraftElements, ground: Map<string, number> | undefined): Map<string, number> {
  const out = new Map(cell.held)
  for (const [element, rank] of cell.unheld) {
    const base = Math.max(ground?.get(element) ?? 0, out.get(element) ?? 0)
    out.set(element, lifeOn(base) + rank)
  }
  return out
}
