import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

// The system's own browsers where there are some (Debian's packages); otherwise those which Playwright downloads.
const chromium = '/usr/bin/chromium'
const firefox = '/usr/bin/firefox-esr'

export default defineConfig({
  testDir: 'e2e/specs',
  globalSetup: './e2e/harness/build.ts',
  outputDir: 'test-results',
  // The specs start relays, proxies and devices of their own, and share nothing: while one of them waits, another one works.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  timeout: 60_000,
  globalTimeout: 11 * 60_000,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json', { outputFile: 'reports/e2e.json' }]],
  use: { video: 'off', trace: 'off', screenshot: 'off' },
  projects: [
    {
      name: 'chromium',
      use: {
        browserName: 'chromium',
        launchOptions: {
          ...(existsSync(chromium) ? { executablePath: chromium } : {}),
          // Root has no sandbox; what runs here is only our own pages.
          chromiumSandbox: false,
          args: ['--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
        },
      },
    },
    {
      name: 'firefox',
      use: {
        browserName: 'firefox',
        ...(existsSync(firefox) ? { channel: 'moz-firefox' } : {}),
        launchOptions: {
          ...(existsSync(firefox) ? { executablePath: firefox } : {}),
          // Firefox makes whoever reconnects after a failure wait, longer each time: a minute in all where a spec cuts 50 times.
          firefoxUserPrefs: { 'network.websocket.delay-failed-reconnects': false },
        },
      },
    },
  ],
})
