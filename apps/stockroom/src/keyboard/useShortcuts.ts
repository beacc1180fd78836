import { useEffect, type RefObject } from 'react'
import type { ListHandle } from '../list/ItemList'

interface Shortcuts {
  readonly list: RefObject<ListHandle | null>
  readonly onClose: () => void
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, dialog, [popover]') !== null
}

function focusOn(selector: string): boolean {
  const element = document.querySelector<HTMLElement>(selector)
  element?.focus()
  return element !== null
}

/** Keys that work wherever nobody types. What works on a row is in the list's own handler. */
export function useShortcuts({ list, onClose }: Shortcuts): void {
  useEffect(() => {
    const actions: Record<string, () => boolean> = {
      '/': () => focusOn('[data-search]'),
      s: () => focusOn('[data-scan]'),
      ArrowDown: () => list.current?.focusFirst() ?? false,
      Escape: () => {
        onClose()
        return true
      },
    }
    const listener = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (actions[event.key]?.()) event.preventDefault()
    }
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  })
}
