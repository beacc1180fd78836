import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { basename, join } from 'node:path'
import { chromium, firefox } from 'playwright'

// The system's own browsers where there are some; otherwise those which Playwright downloads.
const installed = (path, options) => (existsSync(path) ? { executablePath: path, ...options } : {})

const launchers = {
  chromium: () =>
    chromium.launch({
      ...installed('/usr/bin/chromium', {}),
      chromiumSandbox: false,
      args: ['--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    }),
  firefox: () => firefox.launch(installed('/usr/bin/firefox-esr', { channel: 'moz-firefox' })),
}

/** Runs the bundles of `folder` in a worker of each browser, one browser after the other; true when all of them say so. */
export async function runInBrowsers(folder, options) {
  const server = await serve(folder)
  try {
    let same = true
    for (const name of options.browsers) {
      console.log(`──── ${name}`)
      same = (await runIn(launchers[name], `http://127.0.0.1:${server.address().port}/`, options)) && same
      console.log('')
    }
    return same
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function runIn(launch, address, options) {
  const browser = await launch()
  try {
    const page = await browser.newPage()
    await page.exposeFunction('print', (line) => console.log(line))
    await page.goto(address)
    return await page.evaluate(
      (options) =>
        new Promise((resolve, reject) => {
          const worker = new Worker('/browser-main.js', { type: 'module' })
          let printed = Promise.resolve()
          worker.addEventListener('error', ({ message }) => reject(new Error(`The worker failed: ${message}`)))
          worker.addEventListener('message', ({ data }) => {
            if ('line' in data) printed = printed.then(() => globalThis.print(data.line))
            else if ('error' in data) reject(new Error(data.error))
            else printed.then(() => resolve(data.same), reject)
          })
          worker.postMessage(options)
        }),
      options,
    )
  } finally {
    await browser.close()
  }
}

function serve(folder) {
  const server = createServer(async (request, response) => {
    const name = basename(new URL(request.url, 'http://localhost').pathname)
    if (name === '') return response.setHeader('content-type', 'text/html').end('<!doctype html><title>abench</title>')
    try {
      const file = await readFile(join(folder, name))
      response.setHeader('content-type', 'text/javascript').end(file)
    } catch {
      response.writeHead(404).end()
    }
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}
