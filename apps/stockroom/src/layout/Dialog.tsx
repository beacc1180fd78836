import { useEffect, useImperativeHandle, useRef, useState, type ReactNode, type Ref } from 'react'
import { Icon } from '../icons/Icon'

export interface DialogHandle {
  open(): void
  close(): void
}

interface DialogProps {
  readonly ref: Ref<DialogHandle>
  readonly title: string
  readonly children: ReactNode
}

/** What is in it is rendered only while it is open, so that each opening starts afresh. */
export function Dialog({ ref, title, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const [isOpen, setOpen] = useState(false)
  useImperativeHandle(ref, () => ({ open: () => setOpen(true), close: () => setOpen(false) }))
  useEffect(() => {
    if (isOpen) element.current?.showModal()
    else element.current?.close()
  }, [isOpen])
  return (
    <dialog ref={element} className="dialog" aria-label={title} onClose={() => setOpen(false)}>
      {isOpen && (
        <>
          <header className="dialog-header">
            <h2>{title}</h2>
            <button type="button" className="icon-button" aria-label="Close" onClick={() => setOpen(false)}>
              <Icon name="close" />
            </button>
          </header>
          {children}
        </>
      )}
    </dialog>
  )
}
