import { useRef } from 'react'
import { AddItemDialog, type AddItemHandle } from '../editor/AddItemDialog'
import { Icon } from '../icons/Icon'
import { useSyncStatus } from '../replica/replica'
import type { Imports } from './useImport'

interface EmptyStockroomProps {
  readonly imports: Imports
  readonly onAdd: (id: string) => void
}

export function EmptyStockroom({ imports, onAdd }: EmptyStockroomProps) {
  const add = useRef<AddItemHandle>(null)
  const neverSynced = useSyncStatus((s) => s.lastSyncedAt === null)
  return (
    <div className="empty">
      <span className="empty-mark">
        <Icon name="boxes" size={40} />
      </span>
      <h2>Nothing on the shelves yet</h2>
      <p>
        {neverSynced
          ? 'This device has not been synced yet. What others have counted comes as soon as it is.'
          : 'Import the list of what should be here, then walk along the shelves and count.'}
      </p>
      <div className="empty-actions">
        <button type="button" className="button primary" onClick={imports.importSample}>
          <Icon name="boxes" /> Import the sample catalogue
        </button>
        <button type="button" className="button" onClick={imports.chooseFile}>
          <Icon name="upload" /> Import a CSV file
        </button>
        <button type="button" className="button" onClick={() => add.current?.open()}>
          <Icon name="plus" /> Add an item
        </button>
      </div>
      <AddItemDialog ref={add} onAdd={onAdd} />
    </div>
  )
}
