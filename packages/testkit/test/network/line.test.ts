import type { AcceptSocket, RelaySocket } from '@torsor/relay/service'
import { expect, test } from 'vitest'
import { Line } from '../../src/network/line.js'
import { seeded, Timeline } from '../../src/world/index.js'

interface Ends {
  readonly timeline: Timeline
  readonly line: Line
  readonly socket: RelaySocket
  readonly heard: string[]
}

async function connected(latency: readonly [number, number] = [5, 40]): Promise<Ends> {
  const timeline = new Timeline()
  const heard: string[] = []
  let socket: RelaySocket | null = null
  const line = new Line(
    { timeline, random: seeded(7), weather: { latency } },
    {
      open: () => heard.push('client open'),
      message: (bytes) => heard.push(`client ${[...bytes].join()}`),
      closed: ({ code }) => heard.push(`client closed ${code}`),
    },
    () => undefined,
  )
  const reach = (accept: AcceptSocket): boolean => {
    socket = accept({
      read: () => undefined,
      message: (bytes) => heard.push(`relay ${[...(bytes ?? [])].join()}`),
      failed: () => undefined,
      closed: () => heard.push('relay closed'),
    })
    return true
  }
  line.open(reach)
  await timeline.advance(100)
  expect(heard.splice(0)).toEqual(['client open'])
  return { timeline, line, socket: socket as unknown as RelaySocket, heard }
}

test('[TK3] frames arrive whole and in order, both ways', async () => {
  const { timeline, line, socket, heard } = await connected()
  for (let n = 0; n < 50; n++) {
    line.send(Uint8Array.of(n))
    socket.send(Uint8Array.of(n), () => undefined)
  }
  await timeline.advance(100)
  for (const end of ['relay', 'client'])
    expect(heard.filter((what) => what.startsWith(end))).toEqual(Array.from({ length: 50 }, (_, n) => `${end} ${n}`))
  expect(socket.bytesRead).toBe(50)
})

test('[TK3] what waits counts as buffered, and is told written when it was delivered', async () => {
  const { timeline, line, socket, heard } = await connected()
  line.stall(500)
  socket.send(new Uint8Array(100), () => heard.push('written'))
  await timeline.advance(400)
  expect([socket.bufferedAmount, heard]).toEqual([100, []])
  await timeline.advance(200)
  expect([socket.bufferedAmount, heard[0]]).toEqual([0, 'written'])
})

test('[TK3] a paused end gets nothing until it reads again', async () => {
  const { timeline, line, socket, heard } = await connected()
  socket.pause()
  line.send(Uint8Array.of(1))
  await timeline.advance(100)
  expect(heard).toEqual([])
  socket.resume()
  await timeline.advance(1)
  expect(heard).toEqual(['relay 1'])
})

test('[TK3] a cut line tells both ends, and one that nobody answers tells the client', async () => {
  const { timeline, line, heard } = await connected()
  line.cut()
  await timeline.advance(100)
  expect(heard.toSorted()).toEqual(['client closed 1006', 'relay closed'])

  const refused: number[] = []
  const ignore = (): void => undefined
  const world = { timeline, random: seeded(1), weather: { latency: [1, 1] as const } }
  new Line(world, { open: ignore, message: ignore, closed: ({ code }) => refused.push(code) }, ignore).open(() => false)
  await timeline.advance(100)
  expect(refused).toEqual([1006])
})

test('[TK4] a dropped line tells nobody anything', async () => {
  const { timeline, line, socket, heard } = await connected()
  line.drop()
  line.send(Uint8Array.of(1))
  socket.send(Uint8Array.of(1), () => undefined)
  await timeline.advance(100_000)
  expect(heard).toEqual([])
})
