import { useRef, useState } from 'react'
import { useMutate } from '../replica/replica'
import { importCatalogue, type ImportProgress } from './import'
import { CatalogueError, readCatalogue, type Catalogue } from './read'

export type ImportState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly title: string; readonly progress: ImportProgress }
  | { readonly phase: 'done'; readonly title: string; readonly items: number; readonly problems: Catalogue['problems'] }
  | { readonly phase: 'failed'; readonly title: string; readonly why: string }

export interface Imports {
  readonly state: ImportState
  chooseFile(): void
  importSample(): void
  cancel(): void
  dismiss(): void
}

const idle: ImportState = { phase: 'idle' }

async function fetchSample(): Promise<string> {
  const response = await fetch(`${import.meta.env.BASE_URL}catalogue.csv`)
  if (!response.ok) throw new CatalogueError(`The sample catalogue could not be loaded (${response.status}).`)
  return await response.text()
}

/** At most one import at a time; its state outlives the menu from which it was started. */
export function useImport(): Imports {
  const [state, setState] = useState<ImportState>(idle)
  const running = useRef<AbortController | null>(null)
  const mutate = useMutate()

  const start = async (title: string, read: () => Promise<string>) => {
    if (running.current !== null) return
    const controller = new AbortController()
    running.current = controller
    try {
      const { rows, problems } = readCatalogue(await read())
      const onProgress = (progress: ImportProgress) => setState({ phase: 'running', title, progress })
      await importCatalogue(rows, { mutate, onProgress, signal: controller.signal })
      setState(controller.signal.aborted ? idle : { phase: 'done', title, items: rows.length, problems })
    } catch (error) {
      setState({ phase: 'failed', title, why: error instanceof Error ? error.message : String(error) })
    } finally {
      running.current = null
    }
  }

  return {
    state,
    importSample: () => void start('sample catalogue', fetchSample),
    chooseFile: () => {
      const input = document.createElement('input')
      input.type = 'file'
      input.accept = '.csv,text/csv'
      input.addEventListener('change', () => {
        const file = input.files?.[0]
        if (file) void start(file.name, () => file.text())
      })
      input.click()
    },
    cancel: () => running.current?.abort(),
    dismiss: () => setState(idle),
  }
}
