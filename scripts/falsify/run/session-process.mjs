// The process of a session: does what its parent sends, until the parent is gone.
import { openLaboratory } from './laboratory.mjs'

const laboratory = await openLaboratory()

process.on('message', ({ fault, suites }) => {
  const start = performance.now()
  laboratory.run(fault, suites).then(
    (run) => process.send({ run, seconds: (performance.now() - start) / 1000 }),
    (error) => process.send({ error: String(error?.stack ?? error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send('ready')
