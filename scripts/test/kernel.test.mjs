import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { assemble, inlined, target } from '../kernel/assemble.mjs'

test('[CO110] the bytes in the sources are what the text assembles to, and under 2 KB', async () => {
  const bytes = await assemble()
  expect(readFileSync(target, 'utf8'), 'run `pnpm kernel`').toBe(inlined(bytes))
  expect(bytes.length).toBeLessThan(2048)
})
