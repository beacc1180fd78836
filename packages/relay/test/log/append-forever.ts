import { sqliteLog } from '../../src/log/index.js'
import { draft, replica, world } from './drafts.js'

/** Appends without end, in bursts, and says each position once it was acknowledged. The test kills it. */
const file = process.argv[2]
if (file === undefined) throw new Error('usage: append-forever FILE')
const log = await sqliteLog({ file }).open(world)
const reign = await log.start('a')
process.stdout.write(`reign ${reign.nonce} ${reign.start}\n`)
let number = 0
for (;;) {
  const burst = Array.from({ length: 1 + (number % 7) }, () => {
    number++
    return log.append(
      number % 3 === 0 ? 'b' : 'a',
      draft(replica(number % 4), number, number, { bytes: new Uint8Array(number % 3_000).fill(number) }),
    )
  })
  const positions = await Promise.all(burst)
  process.stdout.write(`stored ${number - positions.length + 1} ${number}\n`)
}
