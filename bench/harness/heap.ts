export interface Memory {
  /** heapUsed + external, in bytes: what JavaScript holds, with the array buffers that `external` counts. */
  readonly heap: number
  /** Resident set, in bytes: the only figure that counts the linear memory of WebAssembly. */
  readonly resident: number
}

/** After everything that nobody holds any more is gone. Needs `--expose-gc`. */
export async function measureMemory(): Promise<Memory> {
  if (globalThis.gc === undefined) throw new Error('Run node with --expose-gc.')
  for (let round = 0; round < 4; round++) {
    globalThis.gc()
    // Finalizers, which free the memory of WebAssembly objects, run in tasks of their own.
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed + external, resident: rss }
}
