import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../workspace/root.mjs'

/**
 * A workspace with the real manifests, the real rules and the doors of every package, but next to no code: what
 * `pnpm boundaries` says here depends on the rules alone.
 */
let workspace = ''

function write(path, text) {
  const file = join(workspace, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function addPackage(name) {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
  write(`packages/${name}/package.json`, JSON.stringify(manifest))
  const own = Object.keys(manifest.dependencies ?? {}).filter((dependency) => dependency.startsWith('@torsor/'))
  const sources = Object.values(manifest.exports).map((entry) => entry['@torsor/source'])
  const inners = sources
    .filter((source) => !source.endsWith('/index.ts'))
    .map((source) => source.replace('./src/', './').replace(/ts$/, 'js'))
  for (const [door, { '@torsor/source': source }] of Object.entries(manifest.exports)) {
    const imports = door === '.' && name !== 'client' ? own.map((dependency) => `import '${dependency}'\n`) : []
    // A door that is no index would be an orphan.
    if (door === '.') for (const inner of inners) imports.push(`import '${inner}'\n`)
    write(join(`packages/${name}`, source), `${imports.join('')}export const door = '${name} ${door}'\n`)
  }
  // Every package resolvable from everywhere: only the rules, not a missing link, may stop an import.
  for (const other of packageNames) {
    if (other === name) continue
    const link = join(workspace, 'packages', name, 'node_modules', '@torsor', other)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(workspace, 'packages', other), link)
  }
}

const packageNames = readdirSync(join(root, 'packages'))

/** What `pnpm boundaries` runs; its lines are `error <rule>: <from> → <to>`. */
function boundaries() {
  const program = join(root, 'node_modules', '.bin', 'depcruise')
  const { status, stdout, stderr } = spawnSync(program, ['packages', 'apps', '--config', '.dependency-cruiser.cjs'], {
    cwd: workspace,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  const lines = stdout.split('\n').map((line) => /^ *error ([^:]+): (\S+)/.exec(line))
  return { failed: status !== 0, violations: lines.filter((line) => line !== null).map(([, rule, from]) => `${from} ${rule}`), stderr }
}

/** [what is wrong, file, its text, the rule which must say so] */
const forbidden = [
  ['core imports a package', 'packages/core/src/a.ts', `import '@torsor/protocol'`, 'graph-core'],
  ['core imports the platform', 'packages/core/src/b.ts', `import 'node:fs'`, 'core-is-pure'],
  ['protocol imports storage', 'packages/protocol/src/a.ts', `import '@torsor/store'`, 'graph-protocol'],
  ['store imports the engine', 'packages/store/src/a.ts', `import '@torsor/replica/engine'`, 'graph-store'],
  ['relay imports a replica', 'packages/relay/src/a.ts', `import type {} from '@torsor/replica'`, 'graph-relay'],
  ['react goes past the client', 'packages/react/src/a.ts', `import '@torsor/replica/space'`, 'graph-react'],
  ['client reaches the engine on the main thread', 'packages/client/src/a.ts', `import '@torsor/replica/engine'`, 'client-main-thread'],
  ['client reaches its worker half on the main thread', 'packages/client/src/b.ts', `import './worker/index.js'`, 'client-main-thread'],
  [
    'client reaches the engine through another file',
    'packages/client/src/index.ts',
    `import './a.js'`,
    'main-thread-never-reaches-the-engine',
  ],
  ['the space face imports the engine', 'packages/replica/src/space/a.ts', `import '../engine/index.js'`, 'space-is-thin'],
  ['the space face imports storage', 'packages/replica/src/space/b.ts', `import '@torsor/store'`, 'space-is-thin'],
  ['an inner file, by a relative path', 'packages/replica/src/a.ts', `import '../../core/src/inner.js'`, 'through-the-package-name'],
  ['an inner file is no door', 'apps/one/src/a.ts', `import '../../../packages/core/src/inner.js'`, 'door-core'],
  ['a package imports an app', 'packages/react/src/b.ts', `import '../../../apps/one/src/main.js'`, 'nothing-imports-the-outside'],
  ['sources import tests', 'packages/store/src/b.ts', `import '../test/thing.js'`, 'sources-do-not-import-tests'],
  ['two files import each other', 'packages/store/src/c.ts', `import './d.js'`, 'no-cycles'],
  ['an import that leads nowhere', 'packages/store/src/e.ts', `import './gone.js'`, 'resolvable'],
]

beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), 'torsor boundaries '))
  for (const name of packageNames) addPackage(name)
  write('apps/one/src/main.ts', `export const app = 'one'\n`)
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.base.json', 'tsconfig.test.json'])
    cpSync(join(root, file), join(workspace, file))
})

afterAll(() => rmSync(workspace, { recursive: true, force: true }))

test('a workspace that keeps to the graph passes, and every forbidden import fails', () => {
  expect(boundaries()).toEqual({ failed: false, violations: [], stderr: '' })

  write('packages/core/src/inner.ts', `export const inner = 1\n`)
  write('packages/store/src/d.ts', `import './c.js'\n`)
  write('packages/store/test/thing.ts', `export const thing = 1\n`)
  for (const [, file, text] of forbidden) write(file, `${text}\n`)
  const after = boundaries()
  expect(after.failed).toBe(true)
  for (const [what, file, , rule] of forbidden) expect(after.violations, what).toContain(`${file} ${rule}`)
})

test('the rules read the real sources: the workspace itself is cruised through the source condition', () => {
  const program = join(root, 'node_modules', '.bin', 'depcruise')
  const args = ['packages/react/src', '--config', '.dependency-cruiser.cjs', '--no-progress', '--output-type', 'json']
  const modules = JSON.parse(execFileSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })).modules
  const sources = modules.map(({ source }) => source)
  expect(sources).toContain('packages/client/src/index.ts')
  expect(sources.filter((source) => source.includes('/dist/'))).toEqual([])
})
