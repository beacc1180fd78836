import type { Client } from '@torsor/client'
import { createReplicaHooks } from '@torsor/react'
import { Component, memo, startTransition, StrictMode, useEffect, useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { busy, freshUser, holds, screen, settled, shows, tab, typeAt, type S } from './setup.js'

const { ReplicaProvider, useMutate, useRegister, useReplica, useSpace, useSyncStatus } = createReplicaHooks<S>()

const Names = (): ReactNode => (
  <ul>
    {useReplica((r) => r.items.list()).map(({ id, name }) => (
      <li key={id}>{name}</li>
    ))}
  </ul>
)

/** A space with these items, on the disk. */
async function seeded(client: Client<S>, space: string, count: number): Promise<void> {
  const write = client.space(space).mutate((m) => {
    for (let n = 0; n < count; n++) m.items.upsert(`item-${String(n).padStart(4, '0')}`, { name: `name ${n}`, stock: n })
  })
  await write.persisted
}

describe('ReplicaProvider', () => {
  it('[RC1] shows the fallback until the disk has been read, then the children', async () => {
    const user = freshUser()
    const before = tab(user)
    await seeded(before, 'a', 3)
    await before.close()
    const { element, render } = screen()
    const seen: number[] = []
    const Count = (): ReactNode => {
      const count = useReplica((r) => r.items.size)
      seen.push(count)
      return <b>{count}</b>
    }
    render(
      <ReplicaProvider client={tab(user)} space="a" fallback="Opening…">
        <Count />
      </ReplicaProvider>,
    )
    expect(element.textContent).toBe('Opening…')
    await shows(element, () => element.textContent === '3')
    expect(seen).toEqual([3])
  })

  it('[P22] [RC2] opens once and stays open under StrictMode, and after an unmount and a mount', async () => {
    const client = tab()
    await seeded(client, 'a', 1)
    const { element, render } = screen()
    const view = (
      <StrictMode>
        <ReplicaProvider client={client} space="a" fallback="Opening…">
          <Names />
        </ReplicaProvider>
      </StrictMode>
    )
    render(view)
    await shows(element, () => element.textContent === 'name 0')
    render(null)
    render(view)
    expect(element.textContent).toBe('name 0')
    client.space('a').mutate((m) => m.items.update('item-0000', { name: 'again' }))
    await shows(element, () => element.textContent === 'again')
  })

  it('[RC3] mounts its children anew for another space, and never shows them the one before', async () => {
    const client = tab()
    await client.space('a').mutate((m) => m.items.upsert('x', { name: 'of a' })).persisted
    await client.space('b').mutate((m) => m.items.upsert('x', { name: 'of b' })).persisted
    const seen: string[] = []
    const Name = ({ space }: { readonly space: string }): ReactNode => {
      const [first] = useState(space)
      const name = useReplica((r) => r.items.get('x')?.name)
      seen.push(`${space}, mounted for ${first}: ${name}`)
      return <b>{name}</b>
    }
    const { element, render } = screen()
    const show = (space: string): void =>
      render(
        <ReplicaProvider client={client} space={space}>
          <Name space={space} />
        </ReplicaProvider>,
      )
    show('a')
    await shows(element, () => element.textContent === 'of a')
    show('b')
    await shows(element, () => element.textContent === 'of b')
    expect(new Set(seen)).toEqual(new Set(['a, mounted for a: of a', 'b, mounted for b: of b']))
  })

  it('[RC4] throws to the error boundary what keeps the space from opening', async () => {
    class Boundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
      override state: { readonly error: Error | null } = { error: null }
      static getDerivedStateFromError(error: Error): { readonly error: Error } {
        return { error }
      }
      override render(): ReactNode {
        return this.state.error === null ? (
          this.props.children
        ) : (
          <p>{`${this.state.error.name} ${'code' in this.state.error ? String(this.state.error.code) : ''}`}</p>
        )
      }
    }
    const client = tab()
    const { element, render } = screen()
    await client.close()
    render(
      <Boundary>
        <ReplicaProvider client={client} space="a" fallback="Opening…">
          <Names />
        </ReplicaProvider>
      </Boundary>,
    )
    await shows(element, () => element.textContent !== 'Opening…')
    expect(element.textContent).toBe('TorsorError client-closed')
  })

  it('[RC5] missing, or without a client, is an error that says so', () => {
    const uncaught: unknown[] = []
    screen((error) => uncaught.push(error)).render(<Names />)
    screen((error) => uncaught.push(error)).render(<ReplicaProvider space="a" />)
    expect(uncaught).toEqual([
      expect.objectContaining({ code: 'provider-missing', data: { hook: 'useReplica' } }),
      expect.objectContaining({ code: 'provider-missing', data: { hook: 'ReplicaProvider' } }),
    ])
  })

  it('[RC6] uses the client given to createReplicaHooks', async () => {
    const client = tab()
    await seeded(client, 'a', 1)
    const own = createReplicaHooks(client)
    const Own = (): ReactNode => own.useReplica((r) => r.items.get('item-0000')?.name)
    const { element, render } = screen()
    render(
      <own.ReplicaProvider space="a">
        <Own />
      </own.ReplicaProvider>,
    )
    await shows(element, () => element.textContent !== '')
    expect(element.textContent).toBe('name 0')
  })
})

describe('useReplica', () => {
  it('[RC7] renders one row of 2,000 for one remote change', async () => {
    const user = freshUser()
    const here = tab(user)
    await seeded(here, 'a', 2_000)
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    onTestFinished(() => warn.mockRestore())
    const there = tab(user).space('a')
    await there.ready
    const renders = new Map<string, number>()
    const Row = memo(function Row({ id }: { readonly id: string }): ReactNode {
      const item = useReplica((r) => r.items.get(id))
      renders.set(id, (renders.get(id) ?? 0) + 1)
      return (
        <li>
          {item?.name}: {item?.stock}
        </li>
      )
    })
    const lists: true[] = []
    const List = (): ReactNode => {
      lists.push(true)
      return (
        <ul>
          {useReplica((r) => r.items.ids()).map((id) => (
            <Row key={id} id={id} />
          ))}
        </ul>
      )
    }
    const { element, render } = screen()
    render(
      <ReplicaProvider client={here} space="a">
        <List />
      </ReplicaProvider>,
    )
    await shows(element, () => element.querySelectorAll('li').length === 2_000)
    await settled()
    renders.clear()
    lists.length = 0
    there.mutate((m) => m.items.add('item-1234', { stock: 1 }))
    const row = element.querySelectorAll('li')[1_234]
    await shows(element, () => row?.textContent === 'name 1234: 1235')
    await settled()
    expect([...renders]).toEqual([['item-1234', 1]])
    expect(lists).toHaveLength(0)
  })

  it('[RC8] renders once for a local write: what the engine confirms is no change', async () => {
    const client = tab()
    await seeded(client, 'a', 10)
    const renders: true[] = []
    const List = (): ReactNode => {
      renders.push(true)
      return <b>{useReplica((r) => r.items.list()).reduce((sum, { stock }) => sum + stock, 0)}</b>
    }
    const { element, render } = screen()
    render(
      <ReplicaProvider client={client} space="a">
        <List />
      </ReplicaProvider>,
    )
    await shows(element, () => element.textContent === '45')
    await settled()
    renders.length = 0
    await client.space('a').mutate((m) => m.items.add('item-0003', { stock: 100 })).persisted
    await settled()
    expect(element.textContent).toBe('145')
    expect(renders).toHaveLength(1)
  })

  it('[RC9] neither loops nor renders again where a selector makes a fresh array or object of the same', async () => {
    const client = tab()
    await seeded(client, 'a', 5)
    const renders: true[] = []
    const Selected = (): ReactNode => {
      renders.push(true)
      const names = useReplica((r) => r.items.list().map(({ name }) => name))
      const { first, size } = useReplica((r) => ({ first: r.items.list()[0], size: r.items.size }))
      return (
        <b>
          {names.length} {first?.name} {size}
        </b>
      )
    }
    const { element, render } = screen()
    render(
      <ReplicaProvider client={client} space="a">
        <Selected />
      </ReplicaProvider>,
    )
    await shows(element, () => element.textContent === '5 name 0 5')
    const rendered = renders.length
    await client.space('a').mutate((m) => m.items.add('item-0004', { stock: 1 })).persisted
    await settled()
    expect(renders).toHaveLength(rendered)
    expect(rendered).toBeLessThanOrEqual(2)
  })

  it('[RC10] takes its own equality, and a selector that closes over new properties', async () => {
    const client = tab()
    await seeded(client, 'a', 3)
    const Total = ({ factor }: { readonly factor: number }): ReactNode =>
      useReplica(
        (r) => r.items.size * factor,
        (a, b) => Math.abs(a - b) < 2,
      )
    const { element, render } = screen()
    const show = (factor: number): void =>
      render(
        <ReplicaProvider client={client} space="a">
          <Total factor={factor} />
        </ReplicaProvider>,
      )
    show(1)
    await shows(element, () => element.textContent === '3')
    client.space('a').mutate((m) => m.items.upsert('one more'))
    await settled()
    expect(element.textContent).toBe('3')
    show(10)
    expect(element.textContent).toBe('40')
  })

  it('[RC11] shows all components the same view: no tearing, in a transition either', async () => {
    const client = tab()
    await seeded(client, 'a', 1)
    const committed: number[] = []
    const torn: number[][] = []
    const Stock = ({ at }: { readonly at: number }): ReactNode => {
      const stock = useReplica((r) => r.items.get('item-0000')?.stock ?? -1)
      // Slow enough for a concurrent render to be interrupted by the writes below.
      busy(2)
      useEffect(() => {
        committed[at] = stock
      })
      return <i>{stock},</i>
    }
    let renderAgain: (tick: number) => void = () => undefined
    const All = (): ReactNode => {
      const [tick, setTick] = useState(0)
      useEffect(() => {
        renderAgain = setTick
      }, [])
      useEffect(() => {
        // Effects of children come first: this is one commit.
        if (new Set(committed).size > 1) torn.push([...committed])
      })
      return Array.from({ length: 20 }, (_, at) => <Stock key={at + 20 * (tick % 2)} at={at} />)
    }
    const { element, render } = screen()
    render(
      <ReplicaProvider client={client} space="a">
        <All />
      </ReplicaProvider>,
    )
    await shows(element, () => element.textContent === '0,'.repeat(20))
    for (let n = 1; n <= 10; n++) {
      startTransition(() => renderAgain(n))
      await new Promise((resolve) => setTimeout(resolve, n))
      client.space('a').mutate((m) => m.items.add('item-0000', { stock: 1 }))
    }
    await shows(element, () => element.textContent === '10,'.repeat(20))
    await settled()
    expect(torn).toEqual([])
  })
})

describe('useMutate and useSpace', () => {
  it('[RC12] are the same from render to render', async () => {
    const client = tab()
    const seen = new Set<unknown>()
    const Writer = (): ReactNode => {
      const mutate = useMutate()
      seen.add(mutate).add(useSpace())
      const size = useReplica((r) => r.items.size)
      return (
        <button type="button" onClick={() => mutate((m) => m.items.insert())}>
          {size}
        </button>
      )
    }
    const { element, render } = screen()
    render(
      <ReplicaProvider client={client} space="a">
        <Writer />
      </ReplicaProvider>,
    )
    await shows(element, () => element.textContent === '0')
    element.querySelector('button')?.click()
    expect(client.space('a').store.getState().items.size).toBe(1)
    await shows(element, () => element.textContent === '1')
    expect(seen).toEqual(new Set([client.space('a').mutate, client.space('a')]))
    expect(seen.size).toBe(2)
  })
})

describe('useRegister', () => {
  const Name = ({ id }: { readonly id: string }): ReactNode => {
    const [name, setName] = useRegister('items', id, 'name')
    return <input aria-label="name" value={name} onChange={(event) => setName(event.target.value)} />
  }
  const inputOf = (element: HTMLElement): HTMLInputElement => {
    const input = element.querySelector('input')
    if (input === null) throw new Error('no input')
    return input
  }

  it('[P21] [RC13] keeps the caret in the middle while typing, with remote edits of other fields arriving', async () => {
    const user = freshUser()
    const here = tab(user)
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    onTestFinished(() => warn.mockRestore())
    await here.space('a').mutate((m) => m.items.upsert('x', { name: 'Blts' })).persisted
    const there = tab(user).space('a')
    await there.ready
    const { element, render } = screen()
    render(
      <ReplicaProvider client={here} space="a">
        <Name id="x" />
      </ReplicaProvider>,
    )
    await shows(element, () => element.querySelector('input') !== null)
    const input = inputOf(element)
    let position = 1
    for (const letter of 'olt and b') {
      typeAt(input, position, letter)
      position += 1
      expect(input.selectionStart).toBe(position)
      there.mutate((m) => m.items.add('x', { stock: 1 }))
      if (position % 3 === 0) await holds(here.space('a'), (view) => view.items.get('x')?.stock === position - 1)
      await settled()
      expect(input.selectionStart).toBe(position)
    }
    expect(input.value).toBe('Bolt and blts')
    await holds(there, (view) => view.items.get('x')?.name === 'Bolt and blts')
  })

  it('[RC14] shows a newer remote write of the same field without losing the focus', async () => {
    const user = freshUser()
    const here = tab(user)
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    onTestFinished(() => warn.mockRestore())
    await here.space('a').mutate((m) => m.items.upsert('x', { name: 'old' })).persisted
    const there = tab(user).space('a')
    await there.ready
    const { element, render } = screen()
    render(
      <ReplicaProvider client={here} space="a">
        <Name id="x" />
      </ReplicaProvider>,
    )
    await shows(element, () => element.querySelector('input') !== null)
    const input = inputOf(element)
    typeAt(input, 3, 'er')
    await holds(there, (view) => view.items.get('x')?.name === 'older')
    there.mutate((m) => m.items.update('x', { name: 'new' }))
    await holds(here.space('a'), (view) => view.items.get('x')?.name === 'new')
    await settled()
    expect(input.value).toBe('new')
    expect(document.activeElement).toBe(input)
    expect(inputOf(element)).toBe(input)
  })

  it('[RC15] of a record that does not exist is the initial value, and setting it makes the record', async () => {
    const client = tab()
    const Note = (): ReactNode => {
      const [note] = useRegister('items', 'none', 'note')
      return <i>{String(note)}</i>
    }
    const { element, render } = screen()
    render(
      <ReplicaProvider client={client} space="a">
        <Name id="none" />
        <Note />
      </ReplicaProvider>,
    )
    await shows(element, () => element.querySelector('input') !== null)
    const input = inputOf(element)
    expect(input.value).toBe('unnamed')
    expect(element.textContent).toBe('undefined')
    typeAt(input, 0, 'not so ')
    expect(input.value).toBe('not so unnamed')
    expect(client.space('a').store.getState().items.get('none')?.name).toBe('not so unnamed')
  })
})

describe('useSyncStatus', () => {
  it('[RC16] gives the status, or what a selector takes of it', async () => {
    const client = tab()
    const renders: true[] = []
    const Status = (): ReactNode => {
      renders.push(true)
      const ready = useSyncStatus((status) => status.ready)
      return <b>{String(ready)}</b>
    }
    const Whole = (): ReactNode => <i>{useSyncStatus().durability}</i>
    const { element, render } = screen()
    render(
      <ReplicaProvider client={client} space="a">
        <Status />
        <Whole />
      </ReplicaProvider>,
    )
    await shows(element, () => element.textContent === 'truedisk')
    renders.length = 0
    await client.space('a').mutate((m) => m.items.upsert('x')).persisted
    await holds(client.space('a'), () => client.space('a').status.getState().pending.batches > 0)
    flushSync(() => undefined)
    expect(renders).toHaveLength(0)
  })
})
