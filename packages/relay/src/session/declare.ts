import { TorsorError } from '@torsor/core'
import { toldOf } from '@torsor/protocol'
import type { DeclaredColumn, ToldError } from '@torsor/protocol'
import type { Space } from '../space/index.js'
import { told } from './told.js'

/** Keeps the names; what is wrong with them, or null. Never rejects. */
export async function declareColumns(space: Space, columns: readonly DeclaredColumn[]): Promise<ToldError | null> {
  try {
    await space.declare(columns)
    return null
  } catch (error) {
    return error instanceof TorsorError && error.code === 'column-collision' ? toldOf(error) : told('space-unavailable')
  }
}
