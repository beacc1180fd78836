import { readFile } from 'node:fs/promises'
import type { LinkOptions } from '../link/index.js'
import { UsageError } from './arguments.js'

interface LinksFile {
  readonly links: readonly LinkOptions[]
  readonly peers: readonly string[]
}

/** What a file says of links. Tokens are in it, and not on the command line, which others can read. Throws `UsageError`. */
export async function loadLinks(path: string): Promise<LinksFile> {
  const wrong = (what: string): UsageError => new UsageError(`--links ${path} ${what}`)
  let content: unknown
  try {
    content = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw wrong(`cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!isRecord(content)) throw wrong('is no JSON object.')
  const { links = [], peers = [], ...others } = content
  const [other] = Object.keys(others)
  if (other !== undefined) throw wrong(`has "${other}", which means nothing: there are "links" and "peers".`)
  if (!Array.isArray(links) || !links.every(isLink))
    throw wrong('needs "links" to be a list of { "name", "url", "token", "spaces" }, the url one such as wss://relay.example.')
  if (!isTexts(peers)) throw wrong('needs "peers" to be a list of names.')
  if (new Set(links.map(({ name }) => name)).size < links.length) throw wrong('gives two links one name.')
  return { links, peers }
}

function isLink(value: unknown): value is LinkOptions {
  if (!isRecord(value)) return false
  const { name, url, token, spaces } = value
  const isAddress = typeof url === 'string' && /^wss?:/.test(url) && URL.canParse(url)
  const isToken = token === undefined || token === null || typeof token === 'string'
  return typeof name === 'string' && name !== '' && isAddress && isToken && isTexts(spaces) && spaces.length > 0
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string' && text !== '')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
