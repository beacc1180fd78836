import { join } from 'node:path'
import { normalizePath } from 'vite'
import { root } from '../../workspace/root.mjs'
import { inject } from '../catalogue/fault.mjs'

/** Puts the active fault into its module as that is read, before anything else has seen it. */
export function createFaultPlugin() {
  /** @type {import('../catalogue/fault.mjs').Fault | null} */
  let active = null
  let injected = false
  return {
    /** @type {import('vite').Plugin} */
    plugin: {
      name: 'torsor:fault',
      enforce: 'pre',
      transform(code, id) {
        if (active === null || id.replace(/[?#].*$/, '') !== normalizePath(join(root, active.file))) return null
        injected = true
        return { code: inject(code, active), map: null }
      },
    },
    /** @param {import('../catalogue/fault.mjs').Fault | null} fault */
    activate(fault) {
      active = fault
      injected = false
    },
    /** Whether the tests have loaded the faulty module since it was activated. */
    wasInjected: () => injected,
  }
}
