import { TorsorError } from '../errors.js'

/** @param path where it is; '' for a value that stands for itself. */
export function notStorable(path: string, why: string): TorsorError<'value-not-storable'> {
  return new TorsorError('value-not-storable', path === '' ? why : `${path}: ${why}`, { data: { path, why } })
}
