import { wireErrorNames } from '../../errors/codes.js'
import type { WireErrorName } from '../../errors/codes.js'
import type { Field } from './field.js'

/**
 * An error by its number. One from a newer table reads as `unspecified`: whether to try again and what to show travel
 * beside it, so an old client still acts rightly.
 */
export const errorName: Field<WireErrorName> = (io, name) =>
  wireErrorNames[io.number(name && wireErrorNames.indexOf(name), 0, Number.MAX_SAFE_INTEGER)] ?? 'unspecified'
