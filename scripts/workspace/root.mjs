import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root as a path (not a URL: its folders may have spaces in their names). */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
