import type { After } from '../src/page/world.js'

/** Time passes when the test says so. */
export function fakeClock(): { readonly after: After; pass(milliseconds: number): void } {
  let now = 0
  const due = new Set<{ readonly at: number; readonly task: () => void }>()
  return {
    after: (milliseconds, task) => {
      const timer = { at: now + milliseconds, task }
      due.add(timer)
      return () => due.delete(timer)
    },
    pass(milliseconds) {
      const end = now + milliseconds
      for (;;) {
        const [next] = [...due].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)
        if (next === undefined) break
        now = next.at
        due.delete(next)
        next.task()
      }
      now = end
    },
  }
}
