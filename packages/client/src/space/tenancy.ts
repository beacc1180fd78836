import type { Lifetime } from '@torsor/replica/space'
import type { After } from '../page/world.js'

export interface TenancyOptions {
  readonly after: After
  /** How long a space that nobody holds stays open: StrictMode and hot reload let go and take again at once. */
  readonly graceMs: number
  /** Edits wait for a relay: closing now would leave them until somebody opens the space again. */
  readonly isBusy: () => boolean
  readonly open: () => void
  readonly close: () => void
}

/**
 * Opens a space when it is first needed and closes it when its last holder has let go. A space used by somebody who
 * does not hold it (a script, not a component) stays open until the client is closed.
 */
export function createTenancy({ after, graceMs, isBusy, open, close }: TenancyOptions): Lifetime {
  let holders = 0
  let isPinned = false
  let isOpen = false
  let cancelClose: (() => void) | null = null

  const need = (): void => {
    cancelClose?.()
    cancelClose = null
    if (isOpen) return
    isOpen = true
    open()
  }

  const closeLater = (): void => {
    cancelClose = after(graceMs, () => {
      cancelClose = null
      if (isBusy()) return closeLater()
      isOpen = false
      close()
    })
  }

  return {
    hold() {
      holders += 1
      need()
      return () => {
        holders -= 1
        if (holders === 0 && !isPinned) closeLater()
      }
    },
    demand() {
      if (holders === 0) isPinned = true
      need()
    },
  }
}
