import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'

const parameters = new URLSearchParams(location.search)

export function parameter(name: string): string {
  const value = parameters.get(name)
  if (value === null) throw new Error(`This page wants ?${name}=`)
  return value
}

export function show(content: ReactNode): void {
  const container = document.querySelector('#root')
  if (container === null) throw new Error('The page has no #root.')
  createRoot(container).render(content)
}

/** Ms since the epoch: tabs and processes of one machine compare by it. */
export const now = (): number => performance.timeOrigin + performance.now()
