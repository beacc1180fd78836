import { marks, type Mark } from '../replica/marks'
import { useMutate, type Item } from '../replica/replica'

const meaning: Record<Mark, string> = { fragile: 'Fragile', discontinued: 'Discontinued', recount: 'Count again' }

export function MarksField({ item }: { item: Item }) {
  const mutate = useMutate()
  return (
    <fieldset className="field marks">
      <legend>Marks</legend>
      {marks.map((mark) => (
        <label key={mark} className="check">
          <input
            type="checkbox"
            checked={item.marks.has(mark)}
            onChange={(event) => {
              const checked = event.target.checked
              mutate((m) => (checked ? m.items.put(item.id, { marks: mark }) : m.items.remove(item.id, { marks: mark })))
            }}
          />
          {meaning[mark]}
        </label>
      ))}
    </fieldset>
  )
}
