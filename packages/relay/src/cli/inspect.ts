import { encodeState } from '@torsor/core'
import { openSqliteReader } from '../log/index.js'
import { loadSpace } from '../space/index.js'
import type { InspectCommand } from './arguments.js'

export interface InspectedSpace {
  readonly position: number
  /** Of the latest start of a relay on this space; null: there is no such space. */
  readonly nonce: string | null
  readonly digest: string
  /** `encodeState`, in base64. */
  readonly state: string
}

/** Reads the log of a space and folds it, without touching the file. */
export async function inspect({ data, space }: Pick<InspectCommand, 'data' | 'space'>): Promise<InspectedSpace> {
  const log = openSqliteReader({ file: data })
  try {
    const folded = await loadSpace(log, space)
    const reigns = await log.reigns(space)
    return {
      position: folded.position,
      nonce: reigns.at(-1)?.nonce ?? null,
      digest: folded.digest,
      state: Buffer.from(encodeState(folded.state)).toString('base64'),
    }
  } finally {
    await log.close()
  }
}
