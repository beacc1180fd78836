// Draws the PNG icons of the stockroom from its SVG, in the browser that the tests use too.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { root } from './workspace/root.mjs'

const folder = join(root, 'apps', 'stockroom', 'public', 'icons')
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8')
const background = '#0f5c4d'

/** Phones cut maskable icons and iOS rounds its own: those are drawn to the edge, with the picture in the middle. */
const icons = [
  { file: 'icon-192.png', size: 192 },
  { file: 'icon-512.png', size: 512 },
  { file: 'icon-180.png', size: 180, bleed: 1 },
  { file: 'icon-maskable-512.png', size: 512, bleed: 0.84 },
]

const system = '/usr/bin/chromium'
const browser = await chromium.launch({ chromiumSandbox: false, ...(existsSync(system) && { executablePath: system }) })
try {
  for (const { file, size, bleed } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } })
    const picture = `<div style="width:${size * (bleed ?? 1)}px;height:${size * (bleed ?? 1)}px">${svg}</div>`
    const fill = bleed === undefined ? 'transparent' : background
    await page.setContent(`<body style="margin:0;height:100vh;display:grid;place-items:center;background:${fill}">${picture}</body>`)
    const png = await page.screenshot({ omitBackground: true })
    writeFileSync(join(folder, file), png)
    await page.close()
  }
} finally {
  await browser.close()
}
console.log(`${icons.length} icons in ${folder}`)
