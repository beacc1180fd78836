import { decodeFrame, digestCheck, encodeFrame, limits, type OpenMessage } from '@torsor/protocol'
import { expectConverged } from '../harness/converged.js'
import { FakeRelay, type Answer } from '../harness/fake-relay.js'
import { seeded, type Random } from '@torsor/testkit'
import { expect, test } from '../harness/test.js'

interface Attack {
  readonly name: string
  readonly answer: Answer
  /** What the app may be told of it. */
  readonly codes: readonly string[]
}

const nonsense = ['protocol-violation', 'too-large', 'protocol-incompatible']

function isFrame(bytes: Uint8Array): boolean {
  try {
    return decodeFrame(bytes, 'down').length > 0
  } catch {
    return false
  }
}

/** Never, by bad luck, a frame that means something. */
function garbage(random: Random): Uint8Array {
  for (;;) {
    const bytes = Uint8Array.from({ length: random.between(1, random.pick([8, 100, 3_000])) }, () => random.between(0, 255))
    if (!isFrame(bytes)) return bytes
  }
}

/** What the client saw last of the true relay, so that the false one can pretend to be it. */
interface Truth {
  readonly nonce: string
  readonly position: number
  readonly digest: string
}

function opened({ handle, own }: OpenMessage, { nonce }: Truth): Uint8Array {
  const coverage = own.map(() => [{ from: 1, to: 1 }])
  return encodeFrame([
    {
      type: 'opened',
      handle,
      mode: 'since',
      access: 'write',
      undeclared: false,
      nonce,
      partial: null,
      voids: null,
      time: Date.now(),
      coverage,
    },
  ])
}

function caughtUp({ handle, own }: OpenMessage, { position, digest }: Truth): Uint8Array {
  const coverage = own.map(() => [{ from: 1, to: 1 }])
  return encodeFrame([{ type: 'caught-up', handle, position, digest: digestCheck(digest), voids: null, coverage }])
}

function truncated(bytes: Uint8Array, random: Random): Uint8Array {
  for (;;) {
    const cut = bytes.slice(0, random.between(0, bytes.length - 1))
    if (!isFrame(cut)) return cut
  }
}

function attacks(random: Random, truth: Truth): readonly Attack[] {
  const times = (count: number, make: (n: number) => Attack): Attack[] => Array.from({ length: count }, (_, n) => make(n))
  return [
    ...times(12, (n) => ({ name: `garbage ${n}`, answer: () => [garbage(random)], codes: nonsense })),
    ...times(8, (n) => ({ name: `a truncated answer ${n}`, answer: (open) => [truncated(opened(open, truth), random)], codes: nonsense })),
    ...times(4, (n) => ({
      name: `garbage ${n} after a good answer`,
      answer: (open) => [opened(open, truth), garbage(random)],
      codes: nonsense,
    })),
    { name: 'nothing in a frame', answer: () => [new Uint8Array(0)], codes: nonsense },
    { name: 'a text', answer: () => ['{"hello":"world"}'], codes: nonsense },
    { name: 'a frame above the limit', answer: () => [new Uint8Array(limits.frame + 1)], codes: ['too-large'] },
    { name: 'a message of no known type', answer: () => [Uint8Array.of(0x7f, 1, 2, 3)], codes: nonsense },
    ...times(3, (n) => ({
      name: `cells that are none ${n}`,
      answer: (open) => {
        const { handle } = open
        const cursor = { position: truth.position, key: new Uint8Array(0) }
        const slice = { type: 'slice', handle, cursor, head: truth.position, received: 1, total: 1, cells: garbage(random) } as const
        return [opened(open, truth), encodeFrame([slice]), caughtUp(open, truth)]
      },
      codes: ['bytes-malformed'],
    })),
    ...times(3, (n) => ({
      name: `a difference that is none ${n}`,
      answer: (open) => {
        const { handle } = open
        const step = { type: 'deltas', handle, span: 1, bytes: garbage(random) } as const
        return [opened(open, truth), caughtUp(open, truth), encodeFrame([step])]
      },
      codes: ['bytes-malformed'],
    })),
    {
      name: 'another version of the protocol',
      answer: ({ handle }) => [
        encodeFrame([{ type: 'error', handle, code: 'protocol-incompatible', retryable: false, message: 'This relay speaks version 99.' }]),
      ],
      codes: ['protocol-incompatible'],
    },
  ]
}

test('a relay that talks nonsense gets a named error, and nothing changes', async ({ world }) => {
  const seed = Number(process.env['E2E_SEED'] ?? 40_004)
  const random = seeded(seed)
  console.log(`E2E_SEED=${seed}`)
  const device = await world.device('fixture')
  const tab = await device.open()
  await tab.run(({ space }) => {
    space.mutate((m) => m.items.upsert('x', { name: 'kept', stock: 5, labels: ['a'] }))
  })
  await expectConverged([tab], world.relay, world.space)

  const fake = await FakeRelay.start()
  try {
    device.offline()
    await tab.until({ connection: 'offline' })
    await tab.run(async ({ space }) => {
      await space.mutate((m) => m.items.add('x', { stock: 1 })).persisted
    })
    const before = await tab.inspect()
    const { nonce, position, digest } = before
    if (nonce === null) throw new Error('The device has no place in the log of the true relay.')
    device.proxy.target(fake.port)
    for (const { name, answer, codes } of attacks(random, { nonce, position, digest })) {
      fake.answers(answer)
      const known = await tab.run(({ errors }) => errors.length)
      device.proxy.refuse(false)
      const told = await tab.run(
        ({ space, errors }, known) =>
          new Promise<string[]>((resolve) => {
            const look = (): void => {
              if (errors.length > known) return resolve(errors.slice(known).map(({ code }) => code))
              // Its back-off grows with every bad answer; a network that comes back ends it.
              if (space.status.getState().connection.state === 'offline') window.dispatchEvent(new Event('online'))
              setTimeout(look, 20)
            }
            look()
          }),
        known,
      )
      expect(codes, `${name} is called ${told.join(', ')}`).toEqual(expect.arrayContaining(told))
      device.offline()
      expect(await tab.inspect(), `after ${name}`).toEqual(before)
      expect((await tab.status()).pending, `after ${name}`).toBe(1)
    }
  } finally {
    await fake.close()
  }

  device.proxy.target(world.relay.port)
  await device.online()
  await expectConverged([tab], world.relay, world.space)
  expect(await tab.run(({ space }) => space.store.getState().items.get('x')?.stock)).toBe(6)
})
