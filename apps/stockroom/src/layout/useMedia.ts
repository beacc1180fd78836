import { useCallback, useSyncExternalStore } from 'react'

/** Room for a second column beside the list. */
export const wide = '(min-width: 1040px)'
/** Rows are one line high. */
export const roomy = '(min-width: 720px)'

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}
