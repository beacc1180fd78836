import { useEffect, useRef, type ReactNode } from 'react'

interface SheetProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A dialog over the whole small screen. The browser keeps the focus inside and gives Escape and the back gesture. */
export function Sheet({ open, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    if (open) element?.showModal()
    else element?.close()
  }, [open])
  return (
    <dialog ref={dialog} className="sheet" aria-label="Item" onClose={onClose}>
      {children}
    </dialog>
  )
}
