import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Answer, Task } from './child.js'
import { profileFolder } from './profile.js'
import type { Row } from './workload.js'

/** One job in a fresh process, so that no library's heap, shapes or compiled code disturb another's. */
export async function runInFreshProcess(folder: string, task: Task, profiled: boolean): Promise<readonly Row[]> {
  const profile = profiled ? profileFolder() : null
  const child = fork(join(import.meta.dirname, `${folder}.js`), [], {
    execArgv: ['--expose-gc', '--max-old-space-size=6144', '--enable-source-maps', ...(profile?.arguments ?? [])],
    serialization: 'advanced',
  })
  const ended = new Promise((resolve) => {
    child.once('exit', resolve)
  })
  const answer = new Promise<Answer>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Answer))
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`The process ended with ${signal ?? `code ${code}`} and no answer.`)))
  })
  child.send(task)
  const said = await answer
  if ('error' in said) throw new Error(said.error)
  if (profile !== null) {
    await ended
    console.log(`\n${profile.finish()}\n`)
  }
  return said.rows
}
