import type { RelaySite } from '../relay/index.js'
import { seeded, type Random } from '../world/index.js'
import type { Fault } from './faults.js'

/** How the relays of a world are linked: not at all, the second follows the first, two follow each other, or three in a ring. */
export const topologies = ['none', 'one-way', 'pair', 'ring'] as const

export type Topology = (typeof topologies)[number]

/** Without these nobody comes back with a packet that overlaps with one that is no longer kept, and no relay forgets. */
const overlapping: readonly Fault[] = ['worker', 'power', 'backup', 'clone', 'disk', 'full', 'steal', 'year', 'clock', 'restore']

/** Most worlds have relays that know nothing of each other. */
export function topologyOf(seed: number): Topology {
  return seeded(seed ^ 0x2545f491).pick(['none', 'none', 'none', 'one-way', 'pair', 'pair', 'ring', 'ring'] as const)
}

export function relaysOf(links: Topology, relays: number): number {
  return Math.max(relays, links === 'ring' ? 3 : links === 'none' ? 0 : 2)
}

/** Before they start. */
export function linkSites(sites: readonly RelaySite[], links: Topology, faults: ReadonlySet<Fault>, random: Random): void {
  if (links === 'none') return
  const latency = random.pick([[0, 2] as const, [5, 40] as const, [300, 300] as const])
  const keepMs = overlapping.some((fault) => faults.has(fault)) ? Infinity : random.pick([Infinity, 0, 2_000])
  const pairs = pairsOf(sites, links)
  for (const site of sites) {
    site.linked = {
      follows: pairs.filter(([follower]) => follower === site).map(([, followed]) => followed),
      followedBy: pairs.filter(([, followed]) => followed === site).map(([follower]) => follower),
      weather: { latency },
      keepMs,
    }
  }
}

/** Who follows whom. */
function pairsOf([one, other, third]: readonly RelaySite[], links: Topology): (readonly [RelaySite, RelaySite])[] {
  if (one === undefined || other === undefined) return []
  if (links === 'one-way') return [[other, one]]
  if (links === 'ring' && third !== undefined)
    return [
      [one, other],
      [other, third],
      [third, one],
    ]
  return [
    [one, other],
    [other, one],
  ]
}
