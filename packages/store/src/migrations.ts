import type { Migrations, OpenOptions, StoreWriter } from './port.js'

export function versionOf({ migrations = [] }: OpenOptions): number {
  return migrations.length + 1
}

/** Takes the steps that lead on from a version. */
export async function migrate(writer: StoreWriter, migrations: Migrations, from: number): Promise<void> {
  for (const step of migrations.slice(from - 1)) await step(writer)
}
