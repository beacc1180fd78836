import type { Delta } from '@torsor/core'
import { expect, it } from 'vitest'
import { composeDraftInto } from '../../src/edits/compose.js'
import { createDraft, type Draft } from '../../src/edits/draft.js'
import { frozenStamp, freezeDraft } from '../../src/edits/freeze.js'
import { draftOf } from '../../src/edits/intents.js'
import { Device, type Write } from '../device.js'

const ID = '00000000000000a0'

const name =
  (text: string): Write =>
  (m) =>
    m.items.upsert('a', { name: text })

/** What somebody else says, stamped `now`. */
function said(text: string, now: number): Delta {
  const other = new Device('00000000000000b1', now)
  other.mutate([name(text)])
  const packet = other.freeze()
  if (packet === null) throw new Error('there was something to freeze')
  return packet.delta
}

const draftBy = (tab: Device, write: Write): Draft => draftOf(tab.intents([write]), tab.memory)

/** A device that folded and froze these batches of its tabs, after it heard `heard`. */
function frozenAfter(heard: Delta | null, ...drafts: readonly Draft[]): Device {
  const device = new Device(ID)
  if (heard !== null) device.hear(heard)
  const fold = createDraft()
  for (const draft of drafts) composeDraftInto(fold, draft)
  const stamp = frozenStamp({ offset: 0, relayNow: 1_000_000 })
  const delta = freezeDraft(
    fold,
    (table, record) => device.memory.frozenRow(table, record),
    () => undefined,
    stamp,
  )
  device.hear(delta)
  return device
}

const nameIn = (device: Device): string | undefined => device.view().views.items.get('a')?.name

it('[RE1] an edit over what somebody with a clock far ahead said shows at once', () => {
  const device = new Device(ID, 1_000_000)
  device.hear(said('from the future', 9_000_000))
  device.mutate([name('from here')])
  expect(nameIn(device)).toBe('from here')
})

it('[RE6] of two tabs’ edits, folded, the later counts, also when the clock was set back between them', () => {
  const [first, second] = [new Device(ID, 2_000_000), new Device(ID, 1_000_000)]
  const device = frozenAfter(null, draftBy(first, name('first')), draftBy(second, name('second')))
  expect(nameIn(device)).toBe('second')
})

it('[RE6] what one tab’s edit overwrote is remembered when another’s, which had not seen it, folds on top', () => {
  const [older, newer] = [said('older', 800_000), said('newer', 1_500_000)]
  const [knowing, behind] = [new Device(ID, 900_000), new Device(ID, 900_001)]
  for (const delta of [older, newer]) knowing.hear(delta)
  behind.hear(older)
  const device = frozenAfter(newer, draftBy(knowing, name('ours')), draftBy(behind, name('ours too')))
  expect(nameIn(device)).toBe('ours too')
})
