import type { Mutate, Receipt } from '@torsor/core'
import { idAt, itemAt } from '../../data.js'
import { now } from '../shell.js'
import { expectNoErrors, space } from './replica.js'
import type { schema } from './schema.js'

/** Writes the records in batches of 1,000, each waited for at the relay: what waits for one has a bound. */
export async function fill(count: number): Promise<void> {
  for (let from = 0; from < count; from += 1_000) await fillBatch(from, Math.min(count, from + 1_000)).synced
  await space.synced()
  expectNoErrors()
}

/** The same without a relay. */
export async function fillOffline(count: number): Promise<void> {
  await fillBatch(0, count).persisted
}

function fillBatch(from: number, to: number): Receipt {
  return space.mutate((m) => {
    for (let n = from; n < to; n++) m.items.upsert(idAt(n), itemAt(n))
  })
}

/** Edits of one field of one record, each waited for on the disk. Per second. */
export async function awaitedWrites(edits: number, records: number, first: number): Promise<number> {
  const start = performance.now()
  for (let n = 0; n < edits; n++) await write(n % records, first + n).persisted
  return (edits / (performance.now() - start)) * 1_000
}

/** The same edits, and only the last one waited for. */
export async function burst(edits: number, records: number, first: number): Promise<number> {
  const start = performance.now()
  let last: Promise<void> = Promise.resolve()
  for (let n = 0; n < edits; n++) {
    const receipt = write(n % records, first + n)
    if (n === edits - 1) last = receipt.persisted
  }
  await last
  return (edits / (performance.now() - start)) * 1_000
}

function write(record: number, quantity: number): Receipt {
  return space.mutate((m) => m.items.update(idAt(record), { quantity }))
}

/** Resolves when the view shows these quantities, with the time at which it does. */
export function valuesArrived(last: { readonly record: number; readonly quantity: number }): Promise<number> {
  const id = idAt(last.record)
  const holds = (): boolean => space.store.getState().items.get(id)?.quantity === last.quantity
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return
      unsubscribe()
      resolve(now())
    }
    const unsubscribe = space.store.subscribe(look)
    look()
  })
}

export const clicks: number[] = []

/** What the button does: the first record's quantity goes up. `timeStamp` of the click is when the browser got it. */
export function clickable(mutate: Mutate<typeof schema>, timeStamp: number): void {
  clicks.push(performance.timeOrigin + timeStamp)
  mutate((m, view) => m.items.update(idAt(0), { quantity: (view.items.get(idAt(0))?.quantity ?? 0) + 1 }))
}

/** From now on, when each text of the first record's quantity came into the document, and when the frame after it began. */
export function seeDomChanges(): { readonly seen: readonly number[]; readonly frames: readonly number[] } {
  const seen: number[] = []
  const frames: number[] = []
  const cell = document.querySelector(`#${idAt(0)} .quantity`)
  if (cell === null) throw new Error('There is no such row.')
  new MutationObserver(() => {
    seen.push(now())
    requestAnimationFrame(() => frames.push(now()))
  }).observe(cell, { characterData: true, childList: true, subtree: true })
  return { seen, frames }
}
