import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Authorize } from '../session/index.js'
import { UsageError } from './arguments.js'

/** The authorize function of a module, relative to the current folder. */
export async function loadAuthorize(path: string): Promise<Authorize> {
  let module: unknown
  try {
    module = await import(pathToFileURL(resolve(path)).href)
  } catch (error) {
    throw new UsageError(`--auth ${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`)
  }
  const found: unknown = (isRecord(module) && (module.authorize ?? module.default)) || null
  if (typeof found !== 'function') throw new UsageError(`--auth ${path} exports no function: export it as default, or as authorize.`)
  // What it returns is checked whenever it is asked.
  return found as Exclude<Authorize, 'anyone'>
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
