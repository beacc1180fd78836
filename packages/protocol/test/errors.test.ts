import { TorsorError } from '@torsor/core'
import { expect, test } from 'vitest'
import { toldOf, torsorErrorOf, wireErrors } from '@torsor/protocol'
import type { WireErrorName } from '@torsor/protocol'

const names = Object.keys(wireErrors) as WireErrorName[]

test.each(names)('[PR18] %s becomes an error that an app can act on', (code) => {
  const error = torsorErrorOf({ code, retryable: true, message: '' }, { space: 's' })
  expect(error).toBeInstanceOf(TorsorError)
  expect(error.code).toBe(wireErrors[code].torsor)
  expect(error.message).toContain(code)
  expect(error.retryable).toBe(true)
  expect(error.data).toEqual({ space: 's', wire: code })
})

test('[PR18] what the relay said goes before what the table says', () => {
  expect(torsorErrorOf({ code: 'clock-skew', retryable: false, message: 'an hour ahead' })).toMatchObject({
    code: 'clock-skew',
    retryable: false,
    message: 'an hour ahead',
  })
})

test('[PR19] an error caught here is told by its name when it is of the protocol', () => {
  expect(toldOf(new TorsorError('too-large', 'a frame of 9'))).toEqual({ code: 'too-large', retryable: false, message: 'a frame of 9' })
  expect(toldOf(new TorsorError('bytes-malformed', 'row 3'))).toEqual({ code: 'packet-malformed', retryable: false, message: 'row 3' })
  expect(toldOf(new TorsorError('clock-skew', 'ahead'))).toMatchObject({ code: 'clock-skew', retryable: true })
})

test('[PR19] any other error tells a stranger nothing', () => {
  for (const error of [new Error('/secret/path'), new TorsorError('storage-failed', '/secret/path'), 'secret', null]) {
    expect(toldOf(error)).toEqual({ code: 'unspecified', retryable: true, message: wireErrors.unspecified.meaning })
  }
})
