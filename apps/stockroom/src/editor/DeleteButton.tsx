import { useState } from 'react'
import { Icon } from '../icons/Icon'
import { useMutate, type Item } from '../replica/replica'

interface DeleteButtonProps {
  readonly item: Item
  readonly onDeleted: () => void
}

export function DeleteButton({ item, onDeleted }: DeleteButtonProps) {
  const [asked, setAsked] = useState(false)
  const mutate = useMutate()
  if (!asked) {
    return (
      <button type="button" className="button quiet danger" onClick={() => setAsked(true)}>
        <Icon name="bin" /> Delete the item
      </button>
    )
  }
  return (
    <div className="confirm" role="group" aria-label="Delete the item?">
      <span>Delete it on all devices, with its count?</span>
      <button
        type="button"
        className="button danger"
        onClick={() => {
          onDeleted()
          mutate((m) => m.items.delete(item.id))
        }}
      >
        Delete
      </button>
      <button type="button" className="button" onClick={() => setAsked(false)}>
        Keep
      </button>
    </div>
  )
}
