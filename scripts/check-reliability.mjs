// pnpm verify reliability: every rule that docs/RELIABILITY.md rests on, and every pain that it knows, has a test of that name.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './workspace/root.mjs'

const document = readFileSync(join(root, 'docs/RELIABILITY.md'), 'utf8')
const named = new Set([...document.matchAll(/\[([A-Z]{2}\d+)\]/g)].map(([, id]) => id))
const pains = [...document.matchAll(/^\| (P\d+) \|.*$/gm)]
// Where something else than a test bounds it, the row says so.
for (const [row, id] of pains) if (!row.includes('(no test:')) named.add(id)

const numbers = pains.map(([, id]) => Number(id.slice(1)))
const missing = Array.from({ length: 30 }, (_, index) => index + 1).filter((number) => !numbers.includes(number))

const found = new Set()
for (const folder of ['packages', 'e2e', 'apps']) {
  for (const file of readdirSync(join(root, folder), { recursive: true })) {
    const isTest = /\.(test|spec)\.tsx?$/.test(file) || /[\\/]contract[\\/]/.test(file)
    if (!isTest || /node_modules|[\\/]dist[\\/]/.test(file)) continue
    for (const [title] of readFileSync(join(root, folder, file), 'utf8').matchAll(/(['"`])(?:\[[A-Z]+\d+\] ?)+/g))
      for (const [, id] of title.matchAll(/\[([A-Z]+\d+)\]/g)) found.add(id)
  }
}

const rules = new Map()
for (const spec of readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name, 'SPEC.md')))
  if (existsSync(spec))
    for (const [, id] of readFileSync(spec, 'utf8').matchAll(/^- \*\*\[([A-Z]+\d+)\]\*\*/gm)) rules.set(id, (rules.get(id) ?? 0) + 1)
const twice = [...rules].flatMap(([id, count]) => (count > 1 ? [id] : []))

const untested = [...named].filter((id) => !found.has(id))
if (missing.length > 0) console.error(`docs/RELIABILITY.md does not speak of ${missing.map((number) => `P${number}`).join(', ')}.`)
if (untested.length > 0) console.error(`No test is named after ${untested.join(', ')}.`)
if (twice.length > 0) console.error(`Two rules are called ${twice.join(', ')}.`)
if (missing.length + untested.length + twice.length > 0) process.exit(1)
console.log(`${named.size} rules and pains, each with a test.`)
