import { showSigned } from '../format/number'
import { Icon } from '../icons/Icon'
import { differenceOf } from '../items/item'
import type { Item } from '../replica/replica'

/** Told by sign, icon and words too, not by colour alone. */
export function Difference({ item }: { item: Item }) {
  const difference = differenceOf(item)
  if (difference === null) {
    return (
      <span className="difference" data-kind="uncounted">
        not counted
      </span>
    )
  }
  if (difference === 0) {
    return (
      <span className="difference" data-kind="exact">
        <Icon name="check" size={16} /> exact
      </span>
    )
  }
  return (
    <span className="difference" data-kind={difference < 0 ? 'missing' : 'surplus'}>
      {showSigned(difference)} <span className="difference-word">{difference < 0 ? 'missing' : 'too many'}</span>
    </span>
  )
}
