import { createClient, type Client, type Space } from '@torsor/client'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { flushSync } from 'react-dom'
import { onTestFinished } from 'vitest'
import { schema } from './worker/schema.js'

export type S = typeof schema

let lastUser = 0
export const freshUser = (): string => `react-${Date.now()}-${(lastUser += 1)}`

/** A tab of a device: real worker, real IndexedDB, no relay in reach. */
export function tab(user: string = freshUser()): Client<S> {
  const client = createClient({
    schema,
    relay: 'ws://127.0.0.1:9',
    user,
    worker: () => new Worker(new URL('./worker/replica.worker.ts', import.meta.url), { type: 'module' }),
  })
  onTestFinished(() => client.close())
  return client
}

export interface Screen {
  readonly element: HTMLElement
  render(node: ReactNode): void
}

export function screen(onUncaughtError: (error: unknown) => void = (error) => console.error(error)): Screen {
  const element = document.body.appendChild(document.createElement('div'))
  const root = createRoot(element, { onUncaughtError, onCaughtError: () => undefined })
  onTestFinished(() => {
    root.unmount()
    element.remove()
  })
  return {
    element,
    render: (node) => flushSync(() => root.render(node)),
  }
}

/** Resolves when the page satisfies the condition; it is looked at after each change of the element. */
export function shows(element: HTMLElement, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (condition()) return resolve()
    const observer = new MutationObserver(() => {
      if (!condition()) return
      observer.disconnect()
      resolve()
    })
    observer.observe(element, { subtree: true, childList: true, characterData: true, attributes: true })
  })
}

/** Resolves when the view satisfies the condition. */
export function holds(space: Space<S>, condition: (view: ReturnType<Space<S>['store']['getState']>) => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (condition(space.store.getState())) return resolve()
    const stop = space.store.subscribe((view) => {
      if (!condition(view)) return
      stop()
      resolve()
    })
  })
}

/** Everything that is due in React and in the stores has happened. */
export const settled = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)))

/** As a keyboard does it: the browser changes the value, keeps its caret, and tells. */
export function typeAt(input: HTMLInputElement, position: number, text: string): void {
  input.focus()
  input.setSelectionRange(position, position)
  document.execCommand('insertText', false, text)
}

/** Holds the thread for so many ms. */
export function busy(milliseconds: number): void {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}
