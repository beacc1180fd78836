import type { Ref } from 'react'
import { Dialog, type DialogHandle } from '../layout/Dialog'

export type ShortcutsHandle = DialogHandle

const shortcuts: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['/'], 'Search'],
  [['s'], 'Scan field'],
  [['↑', '↓'], 'Previous or next item'],
  [['Home', 'End'], 'First or last item'],
  [['+', '−'], 'Count one more or one less'],
  [['0–9'], 'Type what was counted, then Enter'],
  [['Enter'], 'Open the item'],
  [['Esc'], 'Close'],
]

export function ShortcutsDialog({ ref }: { ref: Ref<ShortcutsHandle> }) {
  return (
    <Dialog ref={ref} title="Keyboard shortcuts">
      <dl className="shortcuts">
        {shortcuts.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
