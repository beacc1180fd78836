import type { ExposedBy } from './test.js'
import type { Tab } from './tab.js'

/**
 * Counts how often the stock of item `x` goes down, or beyond `most`, for however short a time: where edits only add, a
 * confirmation must look like no step back, and like no second time of the same edit.
 */
export async function watchStock(tab: Tab<ExposedBy['fixture']>, most: number): Promise<() => Promise<number>> {
  const watched = await tab.page.evaluateHandle((most) => {
    const watched = { slips: 0 }
    const space = window.__torsor?.space
    let last = 0
    space?.store.subscribe((view) => {
      const stock = view.items.get('x')?.stock ?? 0
      if (stock < last || stock > most) watched.slips += 1
      last = stock
    })
    return watched
  }, most)
  return () => watched.evaluate(({ slips }) => slips)
}
