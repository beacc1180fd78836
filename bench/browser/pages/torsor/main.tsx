import type { ReactNode } from 'react'
import { firstWrong, idAt, type Item } from '../../data.js'
import { rawWrites } from '../raw/raw.js'
import { rendered, Rows, WINDOW, type Row } from '../rows.js'
import { now, parameter, show } from '../shell.js'
import { awaitedWrites, burst, clickable, clicks, fill, fillOffline, seeDomChanges, valuesArrived } from './actions.js'
import { closeClient, createdAt, expectNoErrors, ReplicaProvider, space, spaceName, useMutate, useReplica } from './replica.js'

function Stock(): ReactNode {
  const items = useReplica((r) => r.items.list())
  const mutate = useMutate()
  const rows: readonly Row[] = items.slice(0, WINDOW)
  return (
    <>
      <button type="button" onClick={(event) => clickable(mutate, event.timeStamp)}>
        one more
      </button>
      <Rows size={items.length} rows={rows} />
    </>
  )
}

const get = (id: string): Item | undefined => space.store.getState().items.get(id)

const page = {
  createdAt,
  rendered: rendered.at,
  size: () => space.store.getState().items.size,
  wrong: (count: number) => firstWrong(count, space.store.getState().items.size, get),
  quantity: (n: number) => get(idAt(n))?.quantity,
  ready: async () => {
    await space.ready
    expectNoErrors()
  },
  status: () => space.status.getState(),
  synced: () => space.synced(),
  fill,
  fillOffline,
  clicks,
  awaitedWrites,
  burst,
  rawWrites,
  seeDomChanges,
  valuesArrived,
  clock: now,
  close: closeClient,
}

export type TorsorPage = typeof page

Object.assign(window, { page })

// Where only the disk is measured nothing renders: a list of all records costs its length at every edit.
if (parameter('view') === 'rows')
  show(
    <ReplicaProvider space={spaceName} fallback={<p>Opening…</p>}>
      <Stock />
    </ReplicaProvider>,
  )
