import type { Field } from '../message/field/field.js'
import { wireErrorNamed, wireErrors } from './codes.js'
import type { WireErrorName } from './codes.js'

/**
 * An error by its number. One from a newer table reads as `unspecified`: whether to try again and what to show travel
 * beside it, so an old client still acts rightly.
 */
export const wireErrorName: Field<WireErrorName> = {
  shape: 'error-number',
  write(writer, name) {
    writer.varint(wireErrors[name].number)
  },
  read(reader) {
    return wireErrorNamed(reader.varint())
  },
}
