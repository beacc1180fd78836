import { applyDelta, compose, createState, encodeState } from '@torsor/core'
import { describe, expect, test } from 'vitest'
import { memoryLog } from '../../src/index.js'
import { bytesOf, Device } from '../client/client.js'
import type { Client, Packet } from '../client/client.js'
import { replica } from '../log/drafts.js'
import { randomDelta, seeded } from '../space/deltas.js'
import { newClient, running } from './running.js'

const runs = Number(process.env.TORSOR_RUNS ?? 0) > 0 ? 60 : 8

describe('random histories', () => {
  test.each(Array.from({ length: runs }, (_, seed) => seed + 1))(
    '[RL90] devices that write, lose their sockets and meet restarted relays end with the same bytes (seed %i)',
    async (seed) => {
      const random = seeded(seed)
      const log = memoryLog()
      let relay = await running({ log })
      const devices = Array.from({ length: 4 }, () => new Device())
      const sockets: (Client | null)[] = devices.map(() => null)
      const next = devices.map(() => 1)
      /** Every batch there ever was: what the relay has to hold once, whatever the packets were. */
      const batches: Packet[] = []
      const open = async (at: number): Promise<void> => {
        const client = newClient(relay.url, devices[at])
        sockets[at] = client
        await (await client.open()).caughtUp()
        client.pushPending()
      }
      for (let step = 0; step < 150; step++) {
        const at = random.below(devices.length)
        const device = devices[at]!
        const socket = sockets[at]
        const dice = random()
        if (dice < 0.5) {
          const from = next[at]!
          const parts = Array.from({ length: 1 + random.below(3) }, () => randomDelta(random, device.read()))
          const packet = { id: replica(at + 1), from, to: from + parts.length - 1, delta: parts.reduce(compose) }
          next[at] = packet.to + 1
          device.packets.push(packet)
          batches.push(packet)
          if (socket?.live) socket.push(packet, random.chance(0.3) ? 7 : undefined)
        } else if (dice < 0.65) {
          socket?.cut()
          sockets[at] = null
        } else if (dice < 0.85) {
          if (!socket?.live) await open(at)
        } else if (dice < 0.9) {
          // The same packet by two ways, and once more.
          if (socket?.live) for (const packet of device.pending.slice(0, 2)) socket.push(packet)
        } else if (dice < 0.93) {
          for (const [index, other] of sockets.entries()) {
            other?.cut()
            sockets[index] = null
          }
          await relay.relay.close({ graceMs: 50 })
          relay = await running({ log })
        } else if (socket?.live) {
          await socket.untilConfirmed()
        }
      }
      for (const [at, socket] of sockets.entries()) if (!socket?.live) await open(at)
      const head = async (): Promise<number> => {
        for (const socket of sockets) await socket!.untilConfirmed()
        return Math.max(...devices.map((device) => device.place?.position ?? 0))
      }
      const position = await head()
      for (const [at, socket] of sockets.entries()) await socket!.until(() => devices[at]!.place?.position === position)
      const expected = createState()
      for (const batch of batches) applyDelta(expected, batch.delta)
      for (const device of devices) expect(bytesOf(device)).toBe(bytesOf(devices[0]!))
      expect(Buffer.compare(encodeState(devices[0]!.reference), encodeState(expected))).toBe(0)
    },
  )
})
