import { TorsorError, type ErrorData } from '../errors.js'

export function schemaInvalid(message: string, data: ErrorData = {}): TorsorError<'schema-invalid'> {
  return new TorsorError('schema-invalid', message, { data })
}
