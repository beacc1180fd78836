// pnpm kernel: assembles the WebAssembly text of core's kernels into the source file that holds its bytes.
import { writeFileSync } from 'node:fs'
import { assemble, inlined, target } from './kernel/assemble.mjs'

const bytes = await assemble()
writeFileSync(target, inlined(bytes))
console.log(`${target}: ${bytes.length} bytes`)
