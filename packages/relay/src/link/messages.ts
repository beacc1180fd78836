import { limits } from '@torsor/protocol'
import type { DeclaredColumn, EntryMessage, NamesMessage, Piece, TrimmedMessage } from '@torsor/protocol'
import type { LogEntry } from '../log/index.js'

/** Names in one message: far below a frame, whatever their length. */
const namesAtOnce = 512

/** The columns that are not in `named`, which has them from then on. */
export function* nameMessages(columns: ReadonlyMap<number, string>, named: Set<number>): Generator<NamesMessage> {
  if (named.size === columns.size) return
  let news: DeclaredColumn[] = []
  for (const [id, name] of columns) {
    if (named.has(id)) continue
    named.add(id)
    news.push({ id, name })
    if (news.length < namesAtOnce) continue
    yield { type: 'names', handle: 0, columns: news }
    news = []
  }
  if (news.length > 0) yield { type: 'names', handle: 0, columns: news }
}

export function* entryMessages({ kind, position, id, from, to, bytes }: LogEntry, principal: string): Generator<EntryMessage> {
  const whole = { type: 'entry', handle: 0, void: kind === 'void', position, id, range: { from, to }, principal } as const
  for (const { piece, bytes: part } of piecesOf(bytes)) yield { ...whole, piece, bytes: part }
}

export function* trimmedMessages(vector: Uint8Array): Generator<TrimmedMessage> {
  for (const { piece, bytes } of piecesOf(vector)) yield { type: 'trimmed', handle: 0, piece, bytes }
}

function* piecesOf(bytes: Uint8Array): Generator<{ readonly piece: Piece | null; readonly bytes: Uint8Array }> {
  if (bytes.length <= limits.chunk) return yield { piece: null, bytes }
  const total = bytes.length
  for (let offset = 0; offset < total; offset += limits.chunk)
    yield { piece: { total, offset }, bytes: bytes.subarray(offset, offset + limits.chunk) }
}
