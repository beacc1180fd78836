/** Node 20 has no `await using`. */
export async function using<R extends { close(): Promise<unknown> }, T>(making: Promise<R>, work: (resource: R) => Promise<T>): Promise<T> {
  const resource = await making
  try {
    return await work(resource)
  } finally {
    await resource.close()
  }
}
