import { showAgo, useNow } from '../format/time'
import type { Item } from '../replica/replica'

export function LastCounted({ item: { lastCounted } }: { item: Item }) {
  const now = useNow()
  if (lastCounted === undefined) return <span className="last-counted" />
  return (
    <time className="last-counted" dateTime={new Date(lastCounted).toISOString()}>
      {showAgo(lastCounted, now)}
    </time>
  )
}
