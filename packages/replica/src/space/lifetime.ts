/** Told of every use, so that an owner may open a space when it is first needed and close it when nobody is left. */
export interface Lifetime {
  /** Somebody needs the space until the returned function is called, which happens once. */
  hold(): () => void
  /** Somebody uses the space now, and does not say for how long. */
  demand(): void
}

export const unlimited: Lifetime = { hold: () => () => undefined, demand: () => undefined }

/** A release that counts once, however often it is called. */
export function once(release: () => void): () => void {
  let isHeld = true
  return () => {
    if (!isHeld) return
    isHeld = false
    release()
  }
}
