/** The version this build speaks. Any change of a message's shape (see test/wire-lock.test.ts) takes the next number. */
export const protocolVersion = 1
