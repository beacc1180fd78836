import { algebra } from './algebra.mjs'
import { atRest } from './at-rest.mjs'
import { catchingUp } from './catching-up.mjs'
import { codec } from './codec.mjs'
import { composition } from './composition.mjs'
import { digest } from './digest.mjs'
import { exactlyOnce } from './exactly-once.mjs'
import { fallback } from './fallback.mjs'
import { freezing } from './freezing.mjs'
import { histories } from './histories.mjs'
import { links } from './links.mjs'
import { outbox } from './outbox.mjs'
import { rules } from './rules.mjs'
import { stamps } from './stamps.mjs'
import { storage } from './storage.mjs'
import { store } from './store.mjs'
import { versions } from './versions.mjs'

/** From the inside out. @type {readonly import('./fault.mjs').Room[]} */
export const rooms = [
  algebra,
  composition,
  codec,
  digest,
  exactlyOnce,
  stamps,
  freezing,
  outbox,
  storage,
  store,
  versions,
  catchingUp,
  histories,
  atRest,
  fallback,
  links,
  rules,
]
