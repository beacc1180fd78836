import type { Access } from '@torsor/protocol'
import type { RelayWorld } from '../world/index.js'

export interface Grant {
  /** Who this is; the owner of what is pushed. Not empty. */
  readonly principal: string
  /** `'link'`: this is a relay, which follows the log of the space and sees replica ids. It is neither to read nor to write for others. */
  readonly access: Access | 'link'
}

export interface AuthorizeRequest {
  readonly token: string | null
  readonly space: string
  /** The `Origin` of the socket; null: not a browser's. */
  readonly origin: string | null
  /** False when a space is opened, true when an open one is looked at again. */
  readonly renewal: boolean
  /** Whether a relay asks, to follow the log of the space. A grant for one of both is none for the other. */
  readonly link: boolean
  /** Aborted when the answer would come too late. */
  readonly signal: AbortSignal
}

/** Null: no right at all. A throw is an outage, not a refusal. */
export type Authorize = ((request: AuthorizeRequest) => Grant | null | Promise<Grant | null>) | 'anyone'

export type Answer =
  | { readonly type: 'granted'; readonly grant: Grant }
  | { readonly type: 'denied' }
  | { readonly type: 'late' }
  | { readonly type: 'failed'; readonly cause: unknown }

const anyone: Answer = { type: 'granted', grant: { principal: 'anyone', access: 'write' } }

/** Asks, for so long. Never rejects: what the app's function does, sockets survive. */
export async function askFor(
  authorize: Authorize,
  request: Omit<AuthorizeRequest, 'signal'>,
  deadlineMs: number,
  world: Pick<RelayWorld, 'after'>,
): Promise<Answer> {
  if (authorize === 'anyone') return anyone
  const controller = new AbortController()
  let answered = (): void => undefined
  const late = new Promise<Answer>((resolve) => {
    answered = world.after(deadlineMs, () => {
      controller.abort()
      resolve({ type: 'late' })
    })
  })
  const asked = (async (): Promise<Answer> => {
    const grant: unknown = await authorize({ ...request, signal: controller.signal })
    if (grant === null) return { type: 'denied' }
    if (isGrant(grant)) return { type: 'granted', grant }
    return { type: 'failed', cause: new TypeError('authorize must return { principal, access } or null') }
  })().catch((cause: unknown): Answer => ({ type: 'failed', cause }))
  try {
    return await Promise.race([asked, late])
  } finally {
    answered()
  }
}

/** An app in plain JavaScript may return anything, and `undefined` must not open a space. */
function isGrant(value: unknown): value is Grant {
  if (typeof value !== 'object' || value === null || !('principal' in value) || !('access' in value)) return false
  const { principal, access } = value
  return typeof principal === 'string' && principal !== '' && (access === 'read' || access === 'write' || access === 'link')
}
