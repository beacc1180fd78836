import { defineConfig } from '@playwright/test'
import config from './playwright.config.js'

// Playwright brings no WebKit that runs everywhere: the system's own is driven by WebDriver (e2e/webkit).
process.env['TORSOR_WEBKIT'] = '1'

export default defineConfig({
  ...config,
  // Those that look at what replicas hold; what looks at a page needs more of Playwright than a driver can give.
  testMatch:
    /(bad-edits|black-hole|captive-portal|cut-pushes|hostile-relay|leading-tab|offline-edits|other-relay|relay-restart)\.spec\.ts$/,
  workers: 1,
  reporter: [['list'], ['json', { outputFile: 'reports/webkit.json' }]],
  projects: [{ name: 'webkit' }],
})
