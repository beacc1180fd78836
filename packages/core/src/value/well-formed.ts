/** Under the `u` flag a surrogate pair is one code point, so this finds unpaired ones only. */
const unpaired = /\p{Surrogate}/u

/** No unpaired surrogate in it: it has a UTF-8 form, so that every replica has the same string. */
export function isWellFormed(text: string): boolean {
  return !unpaired.test(text)
}
