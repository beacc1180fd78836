import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import wabt from 'wabt'
import { root } from '../workspace/root.mjs'

const source = 'packages/core/src/kernel/words.wat'

export const target = join(root, 'packages/core/src/kernel/assembled.ts')

/** The bytes of the module. */
export async function assemble() {
  const { parseWat } = await wabt()
  const module = parseWat(source, readFileSync(join(root, source), 'utf8'), { simd: true })
  try {
    module.validate()
    return Buffer.from(module.toBinary({}).buffer)
  } finally {
    module.destroy()
  }
}

/** The TypeScript file that holds them. */
export function inlined(bytes) {
  return `/** ${bytes.length} bytes of WebAssembly: words.wat, as \`pnpm kernel\` assembles it. */
export const assembledBase64: string =
  '${bytes.toString('base64')}'
`
}
