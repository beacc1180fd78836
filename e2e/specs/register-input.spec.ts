import type { Page } from '@playwright/test'
import { expectConverged } from '../harness/converged.js'
import { expect, test } from '../harness/test.js'

interface Typing {
  readonly value: string
  readonly caret: number | null
  readonly focused: boolean
}

function typing(page: Page): Promise<Typing> {
  return page.getByLabel('Name').evaluate((input: HTMLInputElement) => ({
    value: input.value,
    caret: input.selectionStart,
    focused: document.activeElement === input,
  }))
}

test('[P21] typing in the middle of a register keeps the caret while other fields change from afar', async ({ world }) => {
  const device = await world.device('fixture', { parameters: { view: 'editor' } })
  const tab = await device.open()
  const remote = await (await world.device('fixture')).open()
  await tab.run(({ space }) => {
    space.mutate((m) => m.items.upsert('edited', { name: 'The first and the last word', shelf: 'S-0', stock: 0 }))
  })
  await expectConverged([tab, remote], world.relay, world.space)

  const { page } = tab
  const input = page.getByLabel('Name')
  await input.focus()
  await page.keyboard.press('Home')
  let written = 'The first'
  for (let step = 0; step < written.length; step++) await page.keyboard.press('ArrowRight')
  expect(await typing(page)).toMatchObject({ caret: written.length, focused: true })
  for (const [index, letter] of [...' word, then others,'].entries()) {
    // From afar and from another tab's mutation alike: what arrives is another field of the very record.
    await remote.run(({ space }, index) => {
      space.mutate((m) => {
        m.items.update('edited', { shelf: `S-${index}` })
        m.items.add('edited', { stock: 1 })
        m.items.put('edited', { labels: `l${index % 3}` })
      })
    }, index)
    await page.keyboard.type(letter)
    written += letter
    expect(await typing(page)).toEqual({ value: `${written} and the last word`, caret: written.length, focused: true })
    await expect(page.locator('[data-field=stock]')).toHaveText(String(index + 1))
    expect(await typing(page)).toEqual({ value: `${written} and the last word`, caret: written.length, focused: true })
  }
  await expect(page.locator('[data-field=shelf]')).toHaveText('S-18')
  await expect(page.locator('[data-field=labels]')).toHaveText('l0 l1 l2')

  await expectConverged([tab, remote], world.relay, world.space)
  await remote.run(({ space }) => {
    space.mutate((m) => m.items.update('edited', { name: 'Written from afar' }))
  })
  await expect(input).toHaveValue('Written from afar')
  expect((await typing(page)).focused).toBe(true)
  await page.keyboard.press('End')
  await page.keyboard.type('!')
  await expectConverged([tab, remote], world.relay, world.space)
  expect(await remote.run(({ space }) => space.store.getState().items.get('edited')?.name)).toBe('Written from afar!')
})
