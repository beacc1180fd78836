import { decodeAbsolute, TorsorError } from '@torsor/core'
import { nonceCheck, type Nonce, type OpenMessage, type Place, type SliceMessage } from '@torsor/protocol'
import type { StagingMeta } from '../storage/layout.js'
import { beginStaging, stageSlice } from '../transactions/catch-up.js'
import type { SpaceCore } from './space-core.js'
import type { Opened } from './told.js'

export interface Staging {
  meta: StagingMeta
  readonly slices: Uint8Array[]
}

/** A reference that comes slice by slice, which waits on the disk until it is whole. */
export class CatchingUp {
  readonly #core: SpaceCore
  #staging: Staging | null = null
  /** What the relay was told of when the present session opened: what it answers is about that, whatever came since. */
  #asked: { readonly place: Place | null; readonly staging: Staging | null } = { place: null, staging: null }

  constructor(core: SpaceCore) {
    this.#core = core
  }

  /** What a session that opens at this place can go on with. `whole`: with nothing. */
  ask(place: Place | null, whole: boolean): OpenMessage['staged'] {
    const kept = this.#staging ?? this.#stored()
    const staging = kept !== null && !whole && isOn(kept.meta, place) ? kept : null
    this.#asked = { place, staging }
    if (staging === null) return null
    const { meta } = staging
    return { nonce: nonceCheck(meta.nonce), cursor: meta.cursor, head: meta.head, whole: meta.whole }
  }

  /** The relay answered. */
  async begin({ mode, nonce }: Opened): Promise<void> {
    const { place, staging } = this.#asked
    if (mode !== 'staged') return this.beginOn(nonce, mode === 'since' ? place : null)
    if (staging === null) throw new TorsorError('protocol-violation', 'a catching-up that nobody began')
    this.#staging = staging
  }

  /** `on`: what the slices will be on top of; null: nothing. */
  async beginOn(nonce: Nonce, on: Place | null): Promise<void> {
    const base = on?.position ?? 0
    const meta: StagingMeta = {
      nonce,
      cursor: { position: base, key: new Uint8Array(0) },
      head: base,
      whole: on === null,
      base,
      baseNonce: on?.nonce ?? null,
      slices: 0,
    }
    await beginStaging(this.#core.store, meta)
    this.#staging = { meta, slices: [] }
  }

  /** False: another tab took over the staging. */
  async stage(slice: SliceMessage): Promise<boolean> {
    const staging = this.#staging
    if (staging === null) return false
    // Rule 15: read whole before any of it is stored.
    decodeAbsolute(slice.cells)
    const meta: StagingMeta = { ...staging.meta, cursor: slice.cursor, head: slice.head, slices: staging.meta.slices + 1 }
    if (!(await stageSlice(this.#core.store, meta, slice.cells))) return false
    staging.meta = meta
    staging.slices.push(slice.cells)
    return true
  }

  /** Hands out what is staged, whatever becomes of it. */
  take(): Staging | null {
    const staging = this.#staging
    this.#staging = null
    return staging
  }

  /** What is staged stands on the wrong reference. */
  discard(): void {
    this.#staging = null
    this.#core.reference.dropStaging()
  }

  #stored(): Staging | null {
    const stored = this.#core.reference.staging
    return stored === null ? null : { meta: stored.meta, slices: [...stored.slices] }
  }
}

/** Whether what is staged fits the place: it stands on it, or on nothing. */
function isOn({ whole, base, baseNonce }: StagingMeta, place: Place | null): boolean {
  return whole || (place !== null && base === place.position && baseNonce === place.nonce)
}
