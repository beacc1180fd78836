import { describe, expect, test } from 'vitest'
import { bytesOf } from '../client/client.js'
import { replica } from '../log/drafts.js'
import { lww, name, rowDelta, stock, writtenAt } from '../space/deltas.js'
import { connected, running } from './running.js'

describe('a consumer that does not drain', () => {
  test('[RL60] gets what changed instead of what happened, once it drains, and nobody else waits for it', async () => {
    const { url } = await running({ limits: { bufferedBytes: 64 * 1024 } })
    const [writer, slow, other] = await Promise.all([connected(url), connected(url), connected(url)])
    slow.socket.pause()
    // More than the kernel's buffers of a loopback socket take.
    const text = 'z'.repeat(400_000)
    for (let number = 1; number <= 45; number++) {
      writer.write({
        id: replica(1),
        from: number,
        to: number,
        delta: rowDelta(`r${number % 5}`, 1, [
          [name, lww(text + number, writtenAt + number)],
          [stock, 1n],
        ]),
      })
      await writer.untilConfirmed()
    }
    await other.until(() => other.device.place?.position === 45)
    expect(other.all('behind').length).toBe(0)
    slow.socket.resume()
    await slow.until(() => slow.device.place?.position === 45)
    expect(slow.all('behind').length).toBeGreaterThan(0)
    expect(slow.all('deltas').length).toBeLessThan(40)
    expect(bytesOf(slow.device)).toBe(bytesOf(writer.device))
    writer.write({ id: replica(1), from: 46, to: 46, delta: rowDelta('r1', 1, [[stock, 1n]]) })
    await slow.until(() => slow.device.place?.position === 46)
    await other.until(() => other.device.place?.position === 46)
    expect(bytesOf(slow.device)).toBe(bytesOf(other.device))
  })

  test('[RL60] its own packets count as held when it has caught up', async () => {
    const { url } = await running({ limits: { bufferedBytes: 64 * 1024 } })
    const [writer, slow] = await Promise.all([connected(url), connected(url)])
    slow.write({ id: replica(2), from: 1, to: 1, delta: rowDelta('own', 1, [[stock, 1n]]) })
    await slow.untilConfirmed()
    slow.socket.pause()
    const text = 'z'.repeat(400_000)
    for (let number = 1; number <= 45; number++) {
      writer.write({
        id: replica(1),
        from: number,
        to: number,
        delta: rowDelta(`r${number % 5}`, 1, [[name, lww(text + number, writtenAt + number)]]),
      })
      await writer.untilConfirmed()
    }
    slow.write({ id: replica(2), from: 2, to: 2, delta: rowDelta('own', 1, [[stock, 1n]]) })
    await writer.until(() => writer.device.place?.position === 47)
    slow.socket.resume()
    await slow.untilConfirmed()
    expect(slow.all('confirmed').length).toBe(1)
    expect(bytesOf(slow.device)).toBe(bytesOf(writer.device))
  })
})
