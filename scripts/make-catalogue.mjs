// Writes apps/stockroom/public/catalogue.csv: a warehouse catalogue made of word lists. Seeded: the same file every time.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { families } from './catalogue/families.mjs'
import { seededRandom } from './catalogue/random.mjs'
import { root } from './workspace/root.mjs'

const size = 3000
const { pick, between, chance, skewed } = seededRandom(20260117)

/** A round number that a buyer would have ordered. */
function quantity([low, high]) {
  const wanted = skewed(low, high)
  if (wanted >= 200) return Math.round(wanted / 50) * 50
  if (wanted >= 40) return Math.round(wanted / 5) * 5
  return wanted
}

function describe(family) {
  const { name, words, unit } = pick(family.goods)
  const text = name.replaceAll(/\{(\w+)\}/g, (_, list) => pick(words[list] ?? family.words[list]))
  return unit ? `${text}, ${pick(unit)}` : text
}

function makeItem(family, number) {
  const item = {
    sku: `${family.code}-${number}`,
    name: describe(family),
    shelf: `${pick(family.zones)}-${String(between(1, 14)).padStart(2, '0')}-${between(1, 4)}`,
    price: (Math.round(skewed(...family.priceMinor) / 5) * 5) / 100,
    expected: quantity(family.quantity),
    labels: family.labels.filter(() => chance(0.18)),
    marks: [],
  }
  if (family.fragile && chance(0.35)) item.marks.push('fragile')
  if (chance(0.02)) item.marks.push('discontinued')
  return item
}

const items = new Map()
const numbers = new Map(families.map((family) => [family, between(10_000, 12_000)]))
while (items.size < size) {
  const family = pick(families)
  const number = numbers.get(family) + between(1, 9)
  const item = makeItem(family, number)
  if (items.has(item.name)) continue
  numbers.set(family, number)
  items.set(item.name, item)
}

const quoted = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
const lines = [...items.values()]
  .toSorted((a, b) => (a.sku < b.sku ? -1 : 1))
  .map(({ sku, name, shelf, price, expected, labels, marks }) =>
    [sku, name, shelf, price.toFixed(2), String(expected), labels.join('; '), marks.join('; ')].map(quoted).join(','),
  )
const file = join(root, 'apps', 'stockroom', 'public', 'catalogue.csv')
writeFileSync(file, `${['sku,name,shelf,price,expected,labels,marks', ...lines].join('\n')}\n`)
console.log(`${lines.length} items in ${file}`)
