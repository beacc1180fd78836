import { collection, defineSchema, register, single, tally, type AnySchema } from '@torsor/core'
import { expect, it } from 'vitest'
import { simulate, type Fault, type Workload } from '../src/index.js'

const schema = defineSchema({
  notes: collection({ text: register('') }),
  board: single({ title: register('') }),
  ledger: single({ entries: tally() }),
})

/** One edit wrote a register over what its tab showed there. */
interface Overwritten {
  readonly cell: string
  readonly edit: string
  readonly was: string
}

/** Every edit writes a register, under its own name, and what it wrote over is noted: that must not come back. */
function registers(): { readonly workload: Workload<AnySchema>; readonly overwritten: readonly Overwritten[] } {
  const overwritten: Overwritten[] = []
  const workload: Workload<typeof schema> = {
    schema,
    write: (m, random, edit, view) => {
      // A history that fails is played again.
      if (edit === 'e0') overwritten.length = 0
      m.ledger.add({ entries: { [edit]: 1 } })
      const id = random.pick(['board', 'a', 'b'])
      overwritten.push({ cell: id, edit, was: id === 'board' ? view.board.title : (view.notes.get(id)?.text ?? '') })
      if (id === 'board') m.board.update({ title: edit })
      else m.notes.upsert(id, { text: edit })
    },
    counts: (view) => new Map(Object.entries(view.ledger.entries)),
    holds: (view) => {
      const shown = new Map([['board', view.board.title], ...view.notes.list().map(({ id, text }) => [id, text] as const)])
      for (const { cell, edit, was } of overwritten)
        if (view.ledger.entries[edit] === 1 && shown.get(cell) === was)
          throw new Error(`${cell} shows ${was}, over which ${edit} was written`)
    },
  }
  return { workload, overwritten }
}

const seed = process.env['TORSOR_SEED']
const first = Number(seed ?? 1) % 1_000_000

/** Not those that make a device show, or a relay hold, another past. */
const faults: readonly Fault[] = ['cut', 'stall', 'drop', 'kill', 'worker', 'steal', 'channel', 'visibility', 'restart', 'crash', 'busy']

it.each(Array.from({ length: seed === undefined ? 6 : 60 }, (_, n) => first + n))(
  '[TK27] a value that was seen and written over does not come back, whatever the clocks say, history %i',
  { timeout: 60_000 },
  async (seed) => {
    const { workload, overwritten } = registers()
    // What a disk that fails keeps open is ordered by the device's clock alone, and of two leaders each knows its own freezing.
    const chosen: readonly Fault[] = seed % 2 === 0 ? [...faults, 'clock'] : [...faults, 'disk', 'full']
    const { edits } = await simulate({ seed, workload, relays: 1, links: 'none', faults: chosen, shrinks: true })
    expect(overwritten).toHaveLength(edits)
  },
)
