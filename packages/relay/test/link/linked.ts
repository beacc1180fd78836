import { memoryLog } from '../../src/index.js'
import type { AuthorizeRequest, Grant, Relay, RelayLog, RelayOptions } from '../../src/index.js'
import { loadSpace } from '../../src/space/index.js'
import { encodeState } from '@torsor/core'
import { world } from '../log/drafts.js'
import { running } from '../server/running.js'

/** A token that begins so is a relay's; others name a person. */
const relayToken = 'relay:'

export function authorize({ token }: Pick<AuthorizeRequest, 'token'>): Grant | null {
  if (token === null) return { principal: 'ann', access: 'write' }
  return token.startsWith(relayToken)
    ? { principal: token.slice(relayToken.length), access: 'link' }
    : { principal: token, access: 'write' }
}

export interface LinkedRelay {
  readonly name: string
  readonly log: RelayLog
  readonly relay: Relay
  readonly url: string
  readonly health: string
}

/** A relay that follows others in the space `s`. */
export async function linked(
  name: string,
  follows: readonly { readonly name: string; readonly url: string }[],
  options: Partial<RelayOptions> = {},
): Promise<LinkedRelay> {
  const log = options.log ?? memoryLog()
  const links = follows.map((other) => ({ name: other.name, url: other.url, token: `${relayToken}${name}`, spaces: ['s'] }))
  return { name, log, ...(await running({ authorize, links, ...options, log })) }
}

/** What a closed relay's log comes to: its entries, and the bytes of the state. */
export async function contentsOf(log: RelayLog): Promise<{ entries: readonly string[]; state: string }> {
  const reader = await log.open(world)
  const entries = await reader.read('s', 0, { entries: 100_000, bytes: Number.MAX_SAFE_INTEGER })
  const { state } = await loadSpace(reader, 's')
  await reader.close()
  return {
    entries: entries.map(({ id, from, to, kind }) => `${kind} ${Number(`0x${id}`)}: ${from}-${to}`),
    state: Buffer.from(encodeState(state)).toString('hex'),
  }
}

export async function until(condition: () => boolean | Promise<boolean>, what: string, ms = 15_000): Promise<void> {
  const end = performance.now() + ms
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`timed out waiting until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
