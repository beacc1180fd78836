import { CountField } from '../count/CountField'
import { Difference } from '../count/Difference'
import { LastCounted } from '../count/LastCounted'
import { Icon } from '../icons/Icon'
import { useReplica } from '../replica/replica'
import { Unsynced } from '../status/Unsynced'
import { DeleteButton } from './DeleteButton'
import { ExpectedField, PriceField } from './NumberFields'
import { LabelsField } from './LabelsField'
import { MarksField } from './MarksField'
import { TextField } from './TextField'

interface ItemEditorProps {
  readonly id: string
  readonly onClose: () => void
}

/** Every field writes as it is typed; there is nothing to save. */
export function ItemEditor({ id, onClose }: ItemEditorProps) {
  const item = useReplica((r) => r.items.get(id))
  const pending = useReplica((r) => r.items.isPending(id))
  return (
    <section className="card editor" aria-labelledby="editor-title">
      <header className="editor-header">
        <div>
          <h2 id="editor-title">{item?.name || 'Item'}</h2>
          <p className="row-sku">
            {id} {pending && <Unsynced />}
          </p>
        </div>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {item === undefined ? (
        <p role="status">This item was deleted, here or on another device.</p>
      ) : (
        <div className="form">
          <div className="editor-count" data-id={id}>
            <CountField item={item} />
            <Difference item={item} />
            <LastCounted item={item} />
          </div>
          <TextField id={id} field="name" label="Name" />
          <div className="field-pair">
            <TextField id={id} field="shelf" label="Shelf" />
            <ExpectedField id={id} />
            <PriceField id={id} />
          </div>
          <MarksField item={item} />
          <LabelsField item={item} />
          <DeleteButton item={item} onDeleted={onClose} />
        </div>
      )}
    </section>
  )
}
