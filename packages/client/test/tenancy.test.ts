import { describe, expect, it } from 'vitest'
import { createTenancy } from '../src/space/tenancy.js'
import { fakeClock } from './fake-clock.js'

function setup() {
  const clock = fakeClock()
  const log: string[] = []
  const state = { isBusy: false }
  const tenancy = createTenancy({
    after: clock.after,
    graceMs: 100,
    isBusy: () => state.isBusy,
    open: () => log.push('open'),
    close: () => log.push('close'),
  })
  return { ...tenancy, ...clock, log, state }
}

describe('how long a space stays open', () => {
  it('[CL18] opens for the first holder and closes a grace after the last', () => {
    const { hold, pass, log } = setup()
    const one = hold()
    const two = hold()
    one()
    pass(1_000)
    expect(log).toEqual(['open'])
    two()
    pass(99)
    expect(log).toEqual(['open'])
    pass(1)
    expect(log).toEqual(['open', 'close'])
    hold()
    expect(log).toEqual(['open', 'close', 'open'])
  })

  it('[P22] [CL18] stays open when it is held again within the grace, as StrictMode does', () => {
    const { hold, pass, log } = setup()
    hold()()
    pass(50)
    const again = hold()
    pass(1_000)
    expect(log).toEqual(['open'])
    again()
    pass(100)
    expect(log).toEqual(['open', 'close'])
  })

  it('[CL19] stays open while edits wait for a relay', () => {
    const { hold, pass, log, state } = setup()
    const release = hold()
    state.isBusy = true
    release()
    pass(1_000)
    expect(log).toEqual(['open'])
    state.isBusy = false
    pass(100)
    expect(log).toEqual(['open', 'close'])
  })

  it('[CL20] stays open for good when it was used without being held', () => {
    const { hold, demand, pass, log } = setup()
    demand()
    hold()()
    pass(1_000)
    expect(log).toEqual(['open'])
  })

  it('[CL20] a use while held is the holder’s', () => {
    const { hold, demand, pass, log } = setup()
    const release = hold()
    demand()
    release()
    pass(1_000)
    expect(log).toEqual(['open', 'close'])
  })
})
