/** Told of every use, so that an owner may open a space when it is first needed and close it when nobody is left. */
export interface Lifetime {
  /** Somebody needs the space until the returned function is called. */
  hold(): () => void
  /** Somebody uses the space now, and does not say for how long. */
  demand(): void
}

export const unlimited: Lifetime = { hold: () => () => undefined, demand: () => undefined }
