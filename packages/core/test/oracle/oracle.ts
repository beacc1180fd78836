import { Algebra, encodeValue, type Delta, type Lww } from '@torsor/core'
import type { Fact } from '../arbitrary/fact.js'

/**
 * The meaning of a set of facts, straight from the definition of the algebras: group the facts by cell and take the sum, the
 * greatest, the latest. Nothing incremental, nothing in place, no code of the core. A state is its lines of text.
 */
export function oracle(facts: readonly Fact[]): string[] {
  const lines: string[] = []
  const records = groupBy(
    facts.filter((fact) => fact.type !== 'word'),
    (fact) => JSON.stringify([fact.table, fact.record]),
  )
  for (const [address, ofRecord] of records) {
    const life = Math.max(...ofRecord.map((fact) => fact.life))
    lines.push(`${address} life ${life}`)
    if (life % 2 === 0) continue
    const live = ofRecord.filter((fact) => fact.type === 'cell').filter((fact) => fact.life === life)
    for (const [cell, ofCell] of groupBy(live, (fact) => JSON.stringify([fact.column, fact.element]))) {
      const value = meaning(
        ofCell[0]?.column ?? 0,
        ofCell.map((fact) => fact.value),
      )
      if (value !== null) lines.push(`${address} ${cell} ${value}`)
    }
  }
  const words = groupBy(
    facts.filter((fact) => fact.type === 'word'),
    (fact) => JSON.stringify([fact.table, fact.index]),
  )
  for (const [address, ofWord] of words) {
    const value = meaning(
      ofWord[0]?.table ?? 0,
      ofWord.map((fact) => fact.value),
    )
    if (value !== null) lines.push(`${address} word ${value}`)
  }
  return lines.sort()
}

/** Null: the identity, which is no cell. */
function meaning(column: number, values: readonly (bigint | number | Lww)[]): string | null {
  const integers = (): bigint[] => values as bigint[]
  switch (column & 7) {
    case Algebra.xor: {
      const word = BigInt.asUintN(
        64,
        integers().reduce((a, b) => a ^ b, 0n),
      )
      return word === 0n ? null : word.toString()
    }
    case Algebra.sum:
    case Algebra.sumBy: {
      const sum = BigInt.asUintN(
        64,
        integers().reduce((a, b) => a + b, 0n),
      )
      return sum === 0n ? null : sum.toString()
    }
    case Algebra.max:
    case Algebra.life:
      return String(Math.max(...(values as number[])))
    case Algebra.min:
      return String(Math.min(...(values as number[])))
    default: {
      const spelled = (values as Lww[]).map(spell)
      return spelled.sort().at(-1) ?? null
    }
  }
}

/** A delta of the core as the same lines. */
export function linesOf(delta: Delta): string[] {
  const lines: string[] = []
  for (const [table, records] of delta.records) {
    for (const [record, row] of records) {
      const address = JSON.stringify([table, record])
      lines.push(`${address} life ${row.life}`)
      for (const [column, cell] of row.cells) {
        if (cell instanceof Map)
          for (const [element, value] of cell) lines.push(`${address} ${JSON.stringify([column, element])} ${spell(value)}`)
        else lines.push(`${address} ${JSON.stringify([column, null])} ${spell(cell)}`)
      }
    }
  }
  for (const [table, words] of delta.words)
    words.forEach((index, high, low) =>
      lines.push(`${JSON.stringify([table, index])} word ${(BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)}`),
    )
  return lines.sort()
}

function spell(value: bigint | number | Lww): string {
  if (typeof value === 'bigint') return BigInt.asUintN(64, value).toString()
  if (typeof value === 'number') return String(value)
  return `${String(value.stamp).padStart(16, '0')}:${Buffer.from(encodeValue(value.value)).toString('hex')}`
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}
