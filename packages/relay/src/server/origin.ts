import type { IncomingMessage } from 'node:http'

/** Which pages may open a socket: `'*'` any; else those of the relay's own host, of this machine, and of the list. */
export type Origins = readonly string[] | '*'

/** Browsers send `Origin` and let no page forge it; whoever sends none is no page. */
export function isAllowedOrigin(request: Pick<IncomingMessage, 'headers'>, origins: Origins): boolean {
  const { origin, host } = request.headers
  if (origin === undefined || origins === '*') return true
  const from = hostnameOf(origin)
  if (from === null) return origins.includes(origin)
  return (
    isLoopback(from) ||
    from === hostnameOf(`http://${host ?? ''}`) ||
    origins.some((allowed) => allowed === origin || sameOrigin(allowed, origin))
  )
}

/**
 * A relay that lets anyone in trusts that only this machine can reach it. A foreign page can, when its name is made to
 * resolve to 127.0.0.1; but then the name is in `Host`. Behind a proxy the name is the proxy's, and it says so.
 */
export function isRebound(request: Pick<IncomingMessage, 'headers' | 'socket'>): boolean {
  if (request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined) return false
  const host = hostnameOf(`http://${request.headers.host ?? ''}`)
  return isLoopback(request.socket.localAddress ?? '') && (host === null || !isLoopback(host))
}

export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '')
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name)
}

function hostnameOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname || null : null
}

function sameOrigin(left: string, right: string): boolean {
  return URL.canParse(left) && new URL(left).origin === new URL(right).origin
}
