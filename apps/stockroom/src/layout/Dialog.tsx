import { useImperativeHandle, useRef, type ReactNode, type Ref } from 'react'
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

export function Dialog({ ref, title, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  useImperativeHandle(ref, () => ({ open: () => element.current?.showModal(), close: () => element.current?.close() }))
  return (
    <dialog ref={element} className="dialog" aria-label={title}>
      <header className="dialog-header">
        <h2>{title}</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={() => element.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  )
}
