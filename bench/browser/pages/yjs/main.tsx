import { useSyncExternalStore, type ReactNode } from 'react'
import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { firstWrong, idAt, itemAt, type Item } from '../../data.js'
import { rendered, Rows, WINDOW, type Row } from '../rows.js'
import { now, parameter, show } from '../shell.js'

type Fields = Y.Map<string | number>

/** When the document was made, in ms since the navigation. */
const createdAt = performance.now()
const doc = new Y.Doc()
const items = doc.getMap<Fields>('items')
const persistence = parameter('store') === '' ? null : new IndexeddbPersistence(parameter('store'), doc)
const synced = persistence?.whenSynced ?? Promise.resolve()

let version = 0
let isReady = false
const subscribers = new Set<() => void>()
const changed = (): void => {
  version += 1
  for (const subscriber of subscribers) subscriber()
}
items.observeDeep(changed)
void synced.then(() => {
  isReady = true
  changed()
})
const subscribe = (listener: () => void): (() => void) => {
  subscribers.add(listener)
  return () => subscribers.delete(listener)
}

function itemOf(fields: Fields): Item {
  return fields.toJSON() as unknown as Item
}

function firstRows(): readonly Row[] {
  const rows: Row[] = []
  for (const [id, fields] of items.entries()) {
    rows.push({ id, ...itemOf(fields) })
    if (rows.length === WINDOW) break
  }
  return rows
}

function Stock(): ReactNode {
  useSyncExternalStore(subscribe, () => version)
  return isReady ? <Rows size={items.size} rows={firstRows()} /> : <p>Opening…</p>
}

const get = (id: string): Item | undefined => {
  const fields = items.get(id)
  return fields === undefined ? undefined : itemOf(fields)
}

const page = {
  createdAt,
  rendered: rendered.at,
  size: () => items.size,
  wrong: (count: number) => firstWrong(count, items.size, get),
  quantity: (n: number) => get(idAt(n))?.quantity,
  ready: () => synced.then(() => undefined),
  /** The records in transactions of 1,000. */
  fill(count: number) {
    for (let from = 0; from < count; from += 1_000) {
      doc.transact(() => {
        for (let n = from; n < Math.min(count, from + 1_000); n++) items.set(idAt(n), new Y.Map<string | number>(Object.entries(itemAt(n))))
      })
    }
  },
  /** How many updates are on the disk. */
  async stored(): Promise<number> {
    const database = persistence?.db
    if (database === null || database === undefined) return 0
    return new Promise((resolve, reject) => {
      const request = database.transaction('updates').objectStore('updates').count()
      request.addEventListener('success', () => resolve(request.result))
      request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB did not answer.')))
    })
  },
  /** Takes updates from a socket until the view shows this quantity, and tells when it did. */
  follow(url: string, last: { readonly record: number; readonly quantity: number }): Promise<number> {
    const socket = new WebSocket(url)
    socket.binaryType = 'arraybuffer'
    return new Promise((resolve, reject) => {
      socket.addEventListener('error', () => reject(new Error('The socket failed.')))
      socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
        for (const update of updatesOf(data)) Y.applyUpdate(doc, update, socket)
        if (items.get(idAt(last.record))?.get('quantity') === last.quantity) resolve(now())
      })
    })
  },
  clock: now,
}

/** Updates, each behind its length as uint32. */
function* updatesOf(frame: ArrayBuffer): Generator<Uint8Array> {
  const view = new DataView(frame)
  for (let at = 0; at < frame.byteLength;) {
    const length = view.getUint32(at)
    yield new Uint8Array(frame, at + 4, length)
    at += 4 + length
  }
}

export type YjsPage = typeof page

Object.assign(window, { page })

show(<Stock />)
