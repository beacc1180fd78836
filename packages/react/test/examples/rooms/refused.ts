import { useMutate, useRegister, useReplica } from './replica.js'

/** What the types refuse: each line is an error, and says so at its place. */
export function useRefused(): void {
  const mutate = useMutate()
  // @ts-expect-error: not async
  mutate(async (m) => m.rooms.insert())
  // @ts-expect-error: a register is not added to
  mutate((m) => m.rooms.add('a', { name: 'b' }))
  // @ts-expect-error: a set is put to, not updated
  mutate((m) => m.rooms.update('a', { tags: ['b'] }))
  // @ts-expect-error: of another kind
  mutate((m) => m.rooms.update('a', { kind: 'garden' }))
  // @ts-expect-error: not a register
  useRegister('rooms', 'a', 'seats')
  // @ts-expect-error: not a collection
  useRegister('building', 'a', 'title')
  // @ts-expect-error: no such field
  useReplica((r) => r.rooms.list().map((room) => room.colour))
}
