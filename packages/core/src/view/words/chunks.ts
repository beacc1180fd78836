/** Words in chunks, so that a write copies one chunk and not the table. */
export type Chunks = readonly BigUint64Array[]

export const chunkLength = 256

export function wordIn(chunks: Chunks, index: number): bigint {
  return chunks[Math.floor(index / chunkLength)]?.[index % chunkLength] ?? 0n
}
