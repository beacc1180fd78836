import { onTestFinished } from 'vitest'

const kernelModule = new URL('../../src/kernel/index.ts', import.meta.url).href

/** A kernel is created, works, and says its name, to whoever listens. */
const program = (report: string): string => `
  import { createKernel } from ${JSON.stringify(kernelModule)}
  const kernel = createKernel(64)
  const register = kernel.allocateWords(1)
  kernel.reduce(1, register, kernel.allocateWords(2).fill(-1))
  ${report}(register.join() === '-2,-1' ? kernel.name : 'a wrong sum: ' + register.join())
`

/** The name of the kernel that a page under this policy gets. */
export function chosenInPage(policy: string): Promise<string> {
  return chosenIn(policy, `<script type="module">const report = (name) => parent.postMessage(name, '*')\n${program('report')}</script>`)
}

/** The same for a worker, which has the policy of the page that made it. */
export function chosenInWorker(policy: string): Promise<string> {
  const source = JSON.stringify(program('postMessage'))
  return chosenIn(
    policy,
    `<script type="module">
      const url = URL.createObjectURL(new Blob([${source}], { type: 'text/javascript' }))
      const worker = new Worker(url, { type: 'module' })
      worker.onmessage = ({ data }) => parent.postMessage(data, '*')
      worker.onerror = ({ message }) => parent.postMessage('the worker failed: ' + message, '*')
    </script>`,
  )
}

function chosenIn(policy: string, script: string): Promise<string> {
  const frame = document.createElement('iframe')
  frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="${policy}">${script}`
  return new Promise((resolve) => {
    const listen = ({ source, data }: MessageEvent): void => {
      if (source === frame.contentWindow) resolve(String(data))
    }
    addEventListener('message', listen)
    onTestFinished(() => {
      removeEventListener('message', listen)
      frame.remove()
    })
    document.body.append(frame)
  })
}
