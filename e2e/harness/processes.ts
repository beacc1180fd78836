import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

interface Process {
  readonly id: number
  readonly parent: number
  readonly command: string
  /** Resident memory, in bytes. */
  readonly memory: number
}

async function running(): Promise<readonly Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,rss=,args='], { maxBuffer: 16 * 1024 * 1024 })
  return stdout.split('\n').flatMap((line) => {
    const [, id, parent, kilobytes, command] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    if (id === undefined || command === undefined) return []
    return [{ id: Number(id), parent: Number(parent), memory: Number(kilobytes) * 1024, command }]
  })
}

/** The browser that runs on a profile, and everything that it has started. */
async function processesOf(profile: string): Promise<{ readonly root: Process; readonly children: readonly Process[] }> {
  const all = await running()
  const onProfile = all.filter(({ command }) => command.includes(profile))
  const root = onProfile.find(({ parent }) => !onProfile.some(({ id }) => id === parent))
  if (root === undefined) throw new Error(`No browser runs on ${profile}.`)
  const children: Process[] = []
  for (let parents = [root.id]; parents.length > 0;) {
    const next = all.filter(({ parent }) => parents.includes(parent))
    children.push(...next)
    parents = next.map(({ id }) => id)
  }
  return { root, children }
}

function kill({ id }: Process): void {
  try {
    process.kill(id, 'SIGKILL')
  } catch {
    // It ended of itself meanwhile.
  }
}

/** Kills what runs the pages of a browser: tabs and their workers, not the browser. */
export async function killRenderers(profile: string): Promise<void> {
  const { children } = await processesOf(profile)
  const renderers = children.filter(runsPages)
  if (renderers.length === 0) throw new Error('No page of this browser has a process.')
  renderers.forEach(kill)
}

function runsPages({ command }: Process): boolean {
  return command.includes('--type=renderer') || /-contentproc.*\btab$/.test(command)
}

/** Of the processes that run the pages of a browser, and of the relay. */
export async function residentMemory(profile: string, relay: number | null): Promise<{ readonly pages: number; readonly relay: number }> {
  const { children } = await processesOf(profile)
  const all = await running()
  return {
    pages: children.filter(runsPages).reduce((sum, { memory }) => sum + memory, 0),
    relay: all.find(({ id }) => id === relay)?.memory ?? 0,
  }
}

/** Kills a browser as a whole, at once. */
export async function killBrowser(profile: string): Promise<void> {
  const { root, children } = await processesOf(profile)
  for (const process of [root, ...children]) kill(process)
}
