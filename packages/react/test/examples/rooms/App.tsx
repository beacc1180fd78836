import { StrictMode, useState, type ReactNode } from 'react'
import { client, ReplicaProvider, useMutate, useRegister, useReplica, useSpace, useSyncStatus, type Mutator, type Room } from './replica.js'

export const App = (): ReactNode => (
  <StrictMode>
    <ReplicaProvider client={client} space="building-1" fallback={<p>Opening…</p>}>
      <Connection />
      <Rooms />
      <Export />
    </ReplicaProvider>
  </StrictMode>
)

/** Every state has its words: a new one would not compile. */
function Connection(): ReactNode {
  const connection = useSyncStatus((status) => status.connection)
  const { batches, refused } = useSyncStatus((status) => status.pending)
  switch (connection.state) {
    case 'connected':
      return <p>{batches === 0 ? 'Synced' : `${batches} to go`}</p>
    case 'connecting':
      return <p>Connecting, try {connection.attempt}</p>
    case 'offline':
      return (
        <p>
          Offline: {connection.reason}, {refused.map((error) => error.message)}
        </p>
      )
    case 'needs-auth':
      return (
        <button type="button" onClick={() => client.reauthenticate()}>
          Sign in
        </button>
      )
    case 'incompatible':
      return <p role="alert">{connection.error.message}</p>
    case 'closed':
      return null
    default:
      return connection satisfies never
  }
}

const byName = (a: Room, b: Room): number => a.name.localeCompare(b.name)

function Rooms(): ReactNode {
  const [open, setOpen] = useState<string | null>(null)
  const labs = useReplica((r) => r.rooms.filter((room) => room.kind === 'lab').toSorted(byName))
  const title = useReplica((r) => `${r.building.title} (${r.building.visits.toString()})`)
  const owner: string | null | undefined = useReplica((r) => r.rooms.get(open)?.owner)
  const mutate = useMutate()
  const add = (data: FormData): void => {
    const name = data.get('name')
    const { value } = mutate((m) =>
      m.rooms.insert({ name: typeof name === 'string' ? name : '', kind: 'lab', seats: 4, votes: { keep: 1 }, tags: ['new'] }),
    )
    setOpen(value)
  }
  return (
    <>
      <h1>
        {title} {owner}
      </h1>
      <form action={add}>
        <input name="name" />
      </form>
      {labs.map((room) => (
        <RoomRow key={room.id} room={room} />
      ))}
    </>
  )
}

const visit = (id: string) => (m: Mutator) => {
  m.rooms.add(id, { seats: -1, votes: { keep: 1 } })
  m.building.add({ visits: 1n })
}

function RoomRow({ room }: { readonly room: Room }): ReactNode {
  const [name, setName] = useRegister('rooms', room.id, 'name')
  const [owner, setOwner] = useRegister('rooms', room.id, 'owner')
  const mutate = useMutate()
  const hasSink = room.equipment.has('sink')
  return (
    <fieldset>
      <input value={name} onChange={(event) => setName(event.target.value)} />
      <input value={owner ?? ''} onChange={(event) => setOwner(event.target.value || null)} />
      <output>
        {room.seats} {room.area.toFixed(2)} {room.votes.keep - room.votes.close} {room.position?.door} {room.position?.note}
      </output>
      <button type="button" onClick={() => mutate(visit(room.id))}>
        Visit
      </button>
      <button
        type="button"
        aria-pressed={hasSink}
        onClick={() =>
          mutate((m) => (hasSink ? m.rooms.remove(room.id, { equipment: 'sink' }) : m.rooms.put(room.id, { equipment: ['sink'] })))
        }
      >
        Sink
      </button>
    </fieldset>
  )
}

function Export(): ReactNode {
  const space = useSpace()
  const save = async (): Promise<void> => {
    await space.synced({ signal: AbortSignal.timeout(5_000) })
    const { persisted } = space.mutate((m) => m.building.update({ title: 'Saved' }), { durability: 'strict' })
    await persisted
  }
  return (
    <button type="button" onClick={() => void save()}>
      Save {space.name}
    </button>
  )
}
