import { useImperativeHandle, useRef, useState, type FormEvent, type Ref } from 'react'
import { Dialog, type DialogHandle } from '../layout/Dialog'
import { useMutate } from '../replica/replica'

export type AddItemHandle = Pick<DialogHandle, 'open'>

interface AddItemDialogProps {
  readonly ref: Ref<AddItemHandle>
  readonly onAdd: (id: string) => void
}

/** With a SKU the item is made sure of under it: two people who add the same SKU offline have one item. */
export function AddItemDialog({ ref, onAdd }: AddItemDialogProps) {
  const dialog = useRef<DialogHandle>(null)
  const [taken, setTaken] = useState(false)
  const mutate = useMutate()
  useImperativeHandle(ref, () => ({ open: () => dialog.current?.open() }))

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const text = (name: string) => {
      const value = data.get(name)
      return typeof value === 'string' ? value.trim() : ''
    }
    const sku = text('sku')
    const init = { name: text('name'), shelf: text('shelf') }
    const { value: id } = mutate((m, r) => {
      if (sku === '') return m.items.insert(init)
      if (r.items.has(sku)) return null
      m.items.upsert(sku, init)
      return sku
    })
    setTaken(id === null)
    if (id === null) return
    dialog.current?.close()
    onAdd(id)
  }

  return (
    <Dialog ref={dialog} title="Add an item">
      <form className="form" onSubmit={onSubmit}>
        <label className="field">
          <span>Name</span>
          <input name="name" required maxLength={200} autoComplete="off" />
        </label>
        <label className="field">
          <span>SKU</span>
          <input
            name="sku"
            maxLength={200}
            autoComplete="off"
            autoCapitalize="characters"
            aria-invalid={taken}
            aria-describedby="sku-hint"
            onChange={() => setTaken(false)}
          />
          <small id="sku-hint" role={taken ? 'alert' : undefined}>
            {taken ? 'Another item has this SKU.' : 'What a scanner reads. Without one, the item gets a code of its own.'}
          </small>
        </label>
        <label className="field">
          <span>Shelf</span>
          <input name="shelf" maxLength={200} autoComplete="off" placeholder="A-01-1" />
        </label>
        <button type="submit" className="button primary">
          Add
        </button>
      </form>
    </Dialog>
  )
}
