/** Every library with a row: its entry is `libraries/<folder>/main.ts`. */
export interface Entry {
  readonly name: string
  readonly folder: string
  /** Whose versions are recorded. */
  readonly packages: readonly string[]
  /** Its ways to encode, each of which gets processes of its own where heap and compiled code matter. */
  readonly variants: readonly string[]
  /** Its ways to keep a document, where they are others. */
  readonly documents?: readonly string[]
}

export const registry: readonly Entry[] = [
  { name: 'torsor', folder: 'torsor', packages: [], variants: [''], documents: ['core', 'replica'] },
  { name: 'yjs', folder: 'yjs', packages: ['yjs', 'y-protocols', 'lib0'], variants: ['v1', 'v2'] },
  { name: 'automerge', folder: 'automerge', packages: ['@automerge/automerge'], variants: [''] },
  { name: 'loro', folder: 'loro', packages: ['loro-crdt'], variants: [''] },
  { name: 'tinybase', folder: 'tinybase', packages: ['tinybase'], variants: [''] },
  { name: 'json-joy', folder: 'json-joy', packages: ['json-joy'], variants: [''] },
]

/** The row of those who send everything each time; only a wall is small enough. */
export const wholeState: Entry = { name: 'whole state', folder: 'whole-state', packages: [], variants: [] }

/** What a row is of: of a library that encodes in several ways, the way first. */
export function rowVariant(variant: string, of: string): string {
  return variant === '' ? of : `${variant}, ${of}`
}

/** The one of a library's formats that a job is about. */
export function formatOf<F extends { readonly variant: string }>(formats: readonly F[], variant: unknown): F {
  const format = formats.find((candidate) => candidate.variant === variant)
  if (format === undefined)
    throw new RangeError(`No variant "${String(variant)}" among ${formats.map((known) => `"${known.variant}"`).join(', ')}.`)
  return format
}
