import { useRef } from 'react'

/** How often the calling component was rendered, this time included: tests assert that one change renders one row. */
export function useRenderCount(): number {
  const count = useRef(0)
  // oxlint-disable-next-line react/refs -- counting renders is the one thing that belongs into the render
  return ++count.current
}
