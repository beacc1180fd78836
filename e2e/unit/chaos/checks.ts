import { decodeState, stateDigest, type Delta, type ViewOf } from '@torsor/core'
import { applyChanges, createView, rowFields, type RowPatch, type WordsPatch } from '@torsor/core/view'
import type { Device } from './device.js'
import type { RelaySite } from './relay-site.js'
import { schema, type ChaosSchema } from './schema.js'
import type { Tab } from './tab.js'

/** All that an app can read of a view, in an order that does not depend on the past. */
export function contentOf(view: ViewOf<ChaosSchema>): unknown {
  const sorted = (tally: Readonly<Record<string, number>>): unknown =>
    Object.entries(tally)
      .filter(([, count]) => count !== 0)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return {
    items: view.items.list().map((item) => ({
      id: item.id,
      name: item.name,
      stock: item.stock,
      high: item.high ?? null,
      low: item.low ?? null,
      votes: sorted(item.votes),
      marks: sorted(item.marks),
      labels: [...item.labels],
    })),
    site: { title: view.site.title, ticks: view.site.ticks },
    ledger: sorted(view.ledger.entries),
    sums: [...view.sums].map(String),
    bits: [...view.bits].map(String),
  }
}

/** What READ must hold at every moment. */
/** What is looked at of a history. */
interface Checked {
  readonly devices: readonly Device[]
  readonly sites: readonly RelaySite[]
}

export function check(history: Checked): void {
  for (const device of history.devices) {
    for (const tab of device.running) {
      if (!tab.ready) continue
      const { entries } = tab.view.ledger
      for (const edit of tab.owes)
        if ((entries[edit] ?? 0) < 1) throw new Error(`${tab.name} does not show its own edit ${edit}: ${entries[edit] ?? 'nothing'}`)
      if (device.related) continue
      for (const [edit, count] of Object.entries(entries)) if (count > 1) throw new Error(`${tab.name} shows ${edit} ${count} times`)
    }
  }
  for (const site of history.sites) if (site.faults.length > 0) throw new Error(`the relay failed: ${site.faults.join('; ')}`)
}

/** What must be when nothing is under way any more. */
export async function checkEnd(history: Checked): Promise<void> {
  check(history)
  const tabs = history.devices.flatMap((device) => device.running)
  const seen = new Set<string>()
  for (const tab of tabs) seen.add(await checkTab(tab))
  if (seen.size !== 1) throw new Error(`devices differ: ${[...seen].join(' | ')}`)
  const entries = new Map(Object.entries(tabs[0]?.view.ledger.entries ?? {}))
  for (const [edit, count] of entries) if (count !== 1) throw new Error(`${edit} counts ${count} times in the end`)
  for (const device of history.devices) {
    for (const edit of device.disk.promised.keys()) if (entries.get(edit) !== 1) throw new Error(`${device.name} lost ${edit}`)
  }
}

/** A tab's reference, READ and view are one, and the relay has confirmed the digest. Returns the bytes. */
async function checkTab(tab: Tab): Promise<string> {
  const { reference, read, digest, position } = await tab.space.inspect()
  const { verified, pending } = tab.space.status.getState()
  const bytes = Buffer.from(reference).toString('hex')
  if (Buffer.from(read).toString('hex') !== bytes) throw new Error(`${tab.name}: READ is not the reference with nothing pending`)
  if (pending.refused.length > 0) throw new Error(`${tab.name}: refused ${JSON.stringify(pending.refused)}`)
  const { delta } = decodeState(read)
  if (stateDigest(decodeState(reference)) !== digest) throw new Error(`${tab.name}: the digest is not that of the reference`)
  if (verified !== null && verified.position === position && verified.digest !== digest)
    throw new Error(`${tab.name}: the relay has another digest`)
  const told = JSON.stringify(contentOf(tab.view))
  const is = JSON.stringify(contentOf(viewOf(delta)))
  if (told !== is) throw new Error(`${tab.name}: the view is stale:\n${told}\n${is}`)
  const differs = tab.errors.find(({ code }) => code === 'reference-differs')
  if (differs !== undefined) throw new Error(`${tab.name}: ${String(differs)}`)
  return bytes
}

/** A view of a state, made without the engine. */
export function viewOf(delta: Delta): ViewOf<ChaosSchema> {
  const rows: RowPatch[] = []
  const words: WordsPatch[] = []
  for (const table of schema.layout.tables.values()) {
    if (table.kind === 'words') {
      const indices = Array.from({ length: table.length ?? 0 }, (_, index) => index)
      const values = BigUint64Array.from(indices, (index) => BigInt.asUintN(64, delta.words.get(table.id)?.get(index) ?? 0n))
      words.push({ table: table.name, indices: Uint32Array.from(indices), values })
      continue
    }
    for (const [id, row] of delta.records.get(table.id) ?? [])
      rows.push({ table: table.name, id, fields: rowFields(table, row), pending: false })
  }
  return applyChanges(createView(schema), { whole: true, rows, words }).views
}
