import type { Ref, RefObject } from 'react'

export interface RowsHandle {
  /** Scrolls so that the row is on the screen, and puts the focus on it. */
  focus(index: number): void
}

export interface RowsProps {
  readonly ref: Ref<RowsHandle>
  readonly ids: readonly string[]
  readonly current: string | null
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly onCurrent: (id: string) => void
  readonly onOpen: (id: string) => void
}
