import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from 'esbuild'
import type { Row, StaticWorkload } from '../harness/workload.js'

interface Bundle {
  readonly library: string
  readonly variant: string
  /** In `entries`. One program each, so what two of them share counts twice, as it does where they run on two threads. */
  readonly entries: readonly string[]
  /** What a program fetches beside itself, as an import path. */
  readonly assets?: readonly string[]
  readonly says?: string
}

const bundles: readonly Bundle[] = [
  { library: 'torsor', variant: 'core', entries: ['torsor-core'] },
  { library: 'torsor', variant: 'main thread', entries: ['torsor-main'] },
  { library: 'torsor', variant: 'worker', entries: ['torsor-worker'] },
  { library: 'torsor', variant: 'sdk', entries: ['torsor-main', 'torsor-worker'] },
  { library: 'yjs', variant: 'document', entries: ['yjs-document'], says: '21.5 KB' },
  { library: 'yjs', variant: 'sdk', entries: ['yjs-sdk'], says: '25.0 KB' },
  { library: 'automerge', variant: 'document', entries: ['automerge-document'] },
  { library: 'loro', variant: 'document', entries: ['loro-document'], assets: ['loro-crdt/browser/loro_wasm_bg.wasm'] },
  { library: 'tinybase', variant: 'document', entries: ['tinybase-document'], says: '9.8 KB' },
  { library: 'tinybase', variant: 'sdk', entries: ['tinybase-sdk'], says: '18.1 KB' },
  { library: 'json-joy', variant: 'document', entries: ['json-joy-document'] },
]

const KILOBYTE = 1000

export const size: StaticWorkload = {
  name: 'size',
  details: 'Minified KB by folder',
  about: [
    'What a browser downloads: everything that the entries export (json-joy: model, patch and schema), bundled and minified by esbuild for ES2022, and compressed by brotli at level 11; 1 KB = 1,000 B.',
    'document: the data alone. sdk: with the storage and the connection that the library offers, React left out; of Torsor its main entry and its worker entry, each whole, what both hold counted twice.',
    'WebAssembly is compressed as a file of its own, and counts.',
  ],
  columns: [
    { key: 'brotli', title: 'brotli', unit: 'KB' },
    { key: 'minified', title: 'minified', unit: 'KB' },
    { key: 'wasm', title: 'of which wasm, brotli', unit: 'KB' },
  ],
  bars: [
    { row: { library: 'torsor', variant: 'core' }, figure: 'brotli', atMost: 9 },
    { row: { library: 'torsor', variant: 'sdk' }, figure: 'brotli', atMost: 20 },
  ],
  published: bundles.flatMap(({ library, variant, says }) => (says === undefined ? [] : { library, variant, says })),
  measure: async (only) => {
    const rows: Row[] = []
    for (const bundle of bundles) if (only?.includes(bundle.library) ?? true) rows.push(await measure(bundle))
    return rows
  },
}

async function measure({ library, variant, entries, assets = [] }: Bundle): Promise<Row> {
  const figures = { brotli: 0, minified: 0, wasm: 0 }
  const bundled = await Promise.all(entries.map(bundle))
  const files = [...bundled.flatMap((each) => each.files), ...assets.map(assetOf)]
  for (const { path, contents } of files) {
    const brotli = compressedSize(contents)
    figures.brotli += brotli / KILOBYTE
    figures.minified += contents.length / KILOBYTE
    if (path.endsWith('.wasm')) figures.wasm += brotli / KILOBYTE
  }
  // An entry that was resolved to nothing would be small, too.
  const detail = library === 'torsor' ? partsOf(bundled.flatMap((each) => each.parts)) : undefined
  return { library, variant, figures, verified: figures.minified > 1, ...(detail === undefined ? {} : { detail }) }
}

/** How much of a program each folder of each package is, minified, the largest first. */
function partsOf(parts: readonly (readonly [path: string, bytes: number])[]): string {
  const byFolder = new Map<string, number>()
  for (const [path, bytes] of parts) {
    const found = /packages\/(\w+)\/src\/(\w+)\//.exec(path) ?? /packages\/(\w+)\/src\//.exec(path)
    const folder = found === null ? 'libraries' : found.slice(1).join('/')
    byFolder.set(folder, (byFolder.get(folder) ?? 0) + bytes)
  }
  return [...byFolder]
    .toSorted(([, a], [, b]) => b - a)
    .map(([folder, bytes]) => `${folder} ${(bytes / KILOBYTE).toFixed(1)}`)
    .join(', ')
}

function compressedSize(contents: Uint8Array): number {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: contents.length }
  return brotliCompressSync(contents, { params }).length
}

interface File {
  readonly path: string
  readonly contents: Uint8Array
}

function assetOf(importPath: string): File {
  const path = createRequire(import.meta.url).resolve(importPath)
  return { path, contents: readFileSync(path) }
}

interface Bundled {
  readonly files: readonly File[]
  /** What each source file came to. */
  readonly parts: readonly (readonly [path: string, bytes: number])[]
}

async function bundle(entry: string): Promise<Bundled> {
  const { outputFiles, metafile } = await build({
    // This is a bundle itself, one folder below.
    entryPoints: [join(dirname(import.meta.dirname), 'entries', `${entry}.ts`)],
    outdir: 'out',
    // Aliases are looked up from here.
    absWorkingDir: dirname(import.meta.dirname),
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    conditions: ['@torsor/source', 'module', 'production'],
    alias: { 'json-joy/lib': 'json-joy/esm' },
    loader: { '.wasm': 'file' },
    logLevel: 'error',
  })
  const parts = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).map(([path, { bytesInOutput }]) => [path, bytesInOutput] as const),
  )
  return { files: outputFiles, parts }
}
