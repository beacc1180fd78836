import { useEffect } from 'react'
import { client, useSpace } from './replica'

declare global {
  interface Window {
    /** With `?inspect` in the address: for the console, and for end-to-end tests. */
    __torsor?: { readonly client: typeof client; readonly space: ReturnType<typeof useSpace> }
  }
}

export function Inspected() {
  const space = useSpace()
  useEffect(() => {
    window.__torsor = { client, space }
    return () => {
      delete window.__torsor
    }
  }, [space])
  return null
}
