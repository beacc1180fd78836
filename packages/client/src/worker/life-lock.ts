/** Takes the lock for as long as this worker lives: the browser frees it when the worker ends, however it ends. */
export function holdLifeLock(locks: LockManager | null, name: string): Promise<boolean> {
  if (locks === null) return Promise.resolve(false)
  return new Promise((resolve) => {
    locks
      .request(name, () => {
        resolve(true)
        return new Promise<never>(() => undefined)
      })
      // Some privacy modes have the API and refuse its use.
      .catch(() => resolve(false))
  })
}
