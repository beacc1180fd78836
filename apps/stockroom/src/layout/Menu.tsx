import { useRef } from 'react'
import { downloadCatalogue } from '../catalogue/download'
import type { Imports } from '../catalogue/useImport'
import { AddItemDialog, type AddItemHandle } from '../editor/AddItemDialog'
import { Icon, type IconName } from '../icons/Icon'
import { ShortcutsDialog, type ShortcutsHandle } from '../keyboard/ShortcutsDialog'
import { place, useSpace } from '../replica/replica'

interface MenuProps {
  readonly imports: Imports
  readonly onAdd: (id: string) => void
}

export function Menu({ imports, onAdd }: MenuProps) {
  const popover = useRef<HTMLDivElement>(null)
  const add = useRef<AddItemHandle>(null)
  const shortcuts = useRef<ShortcutsHandle>(null)
  const space = useSpace()

  const entries: readonly (readonly [label: string, icon: IconName, action: () => void])[] = [
    ['Add an item', 'plus', () => add.current?.open()],
    ['Import a CSV file', 'upload', () => imports.chooseFile()],
    ['Import the sample catalogue', 'boxes', () => imports.importSample()],
    ['Export as CSV', 'download', () => downloadCatalogue(space.store.getState().items.list(), place.space)],
    ['Keyboard shortcuts', 'keyboard', () => shortcuts.current?.open()],
  ]

  return (
    <>
      <button type="button" className="icon-button" popoverTarget="menu" aria-label="Menu">
        <Icon name="menu" size={22} />
      </button>
      <div id="menu" className="menu" popover="auto" ref={popover}>
        <ul>
          {entries.map(([label, icon, action]) => (
            <li key={label}>
              <button
                type="button"
                onClick={() => {
                  popover.current?.hidePopover()
                  action()
                }}
              >
                <Icon name={icon} /> {label}
              </button>
            </li>
          ))}
        </ul>
      </div>
      <AddItemDialog ref={add} onAdd={onAdd} />
      <ShortcutsDialog ref={shortcuts} />
    </>
  )
}
