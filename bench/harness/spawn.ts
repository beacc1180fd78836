import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Answer, Task } from './child.js'
import type { Row } from './workload.js'

/** One job in a fresh process, so that no library's heap, shapes or compiled code disturb another's. */
export async function runInFreshProcess(folder: string, task: Task): Promise<readonly Row[]> {
  const child = fork(join(import.meta.dirname, `${folder}.js`), [], {
    execArgv: ['--expose-gc', '--max-old-space-size=6144', '--enable-source-maps'],
    serialization: 'advanced',
  })
  const answer = new Promise<Answer>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Answer))
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`The process ended with ${signal ?? `code ${code}`} and no answer.`)))
  })
  child.send(task)
  const said = await answer
  if ('error' in said) throw new Error(said.error)
  return said.rows
}
