import type { Client } from '@torsor/client'
import { createReplicaHooks } from '@torsor/react'
import { memo, useEffect, useRef, type ReactNode } from 'react'
import type { schema } from './schema.js'

const { ReplicaProvider, useMutate, useReplica, useSpace } = createReplicaHooks<typeof schema>()

const Gauge = memo(function Gauge({ index }: { readonly index: number }): ReactNode {
  return <td>{useReplica((r) => r.gauges.get(index)).toFixed(1)}</td>
})

export function Gauges({ client }: { readonly client: Client<typeof schema> }): ReactNode {
  return (
    <ReplicaProvider client={client} space="station-1">
      <table>
        <tbody>
          <tr>
            {Array.from({ length: 64 }, (_, index) => (
              <Gauge key={index} index={index} />
            ))}
          </tr>
        </tbody>
      </table>
      <Plot />
      <Producer />
    </ReplicaProvider>
  )
}

/** Draws from the store without rendering. */
function Plot(): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null)
  const space = useSpace()
  useEffect(
    () =>
      space.watch(
        (r) => r.gauges,
        (gauges, before) => {
          const context = canvas.current?.getContext('2d')
          let x = 0
          for (const value of gauges) context?.fillRect(x++, 0, 1, value - before.get(0))
        },
      ),
    [space],
  )
  return <canvas ref={canvas} width={64} height={64} />
}

function Producer(): ReactNode {
  const mutate = useMutate()
  useEffect(() => {
    const timer = setInterval(() => {
      mutate((m, r) => {
        m.gauges.store(0, r.gauges.get(0) + 0.5)
        m.gauges.store([1, 2, 3], 1)
        m.flags.xor(0, 1n)
        m.station.add({ ticks: 1n })
      })
    }, 50)
    return () => clearInterval(timer)
  }, [mutate])
  return null
}
