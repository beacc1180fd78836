import { algebraOf, columnId, toColumnId, TorsorError } from '@torsor/core'
import { toldOf } from '@torsor/protocol'
import type { DeclaredColumn, ToldError } from '@torsor/protocol'
import type { Space } from '../space/index.js'
import { told } from './told.js'

/** Keeps the names; what is wrong with them, or null. Never rejects. */
export async function declareColumns(space: Space, columns: readonly DeclaredColumn[]): Promise<ToldError | null> {
  const wrong = columns.find(({ id, name }) => columnId(name, algebraOf(toColumnId(id))) !== id)
  if (wrong !== undefined) {
    return { ...told('protocol-violation'), message: `0x${wrong.id.toString(16)} is not the id of the column "${wrong.name}".` }
  }
  try {
    await space.declare(columns)
    return null
  } catch (error) {
    return error instanceof TorsorError && error.code === 'column-collision' ? toldOf(error) : told('space-unavailable')
  }
}
