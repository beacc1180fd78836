import { showNumber } from '../format/number'
import { Icon } from '../icons/Icon'
import { summarize } from '../items/summary'
import { place, useReplica } from '../replica/replica'
import { SyncChip } from '../status/SyncChip'
import type { Imports } from '../catalogue/useImport'
import { Menu } from './Menu'

interface HeaderProps {
  readonly imports: Imports
  readonly onAdd: (id: string) => void
}

export function Header({ imports, onAdd }: HeaderProps) {
  const { items, counted } = useReplica((r) => summarize(r.items.list()))
  return (
    <header className="header">
      <div className="brand">
        <span className="brand-mark">
          <Icon name="boxes" size={22} />
        </span>
        <h1>
          <span className="brand-name">Stockroom</span> <span className="brand-space">{place.space}</span>
        </h1>
      </div>
      {items > 0 && (
        <div className="progress-summary">
          <label htmlFor="counted-progress">
            <strong>{showNumber(counted)}</strong> of {showNumber(items)} counted
          </label>
          <progress id="counted-progress" value={counted} max={items} />
        </div>
      )}
      <div className="header-end">
        <SyncChip />
        <Menu imports={imports} onAdd={onAdd} />
      </div>
    </header>
  )
}
