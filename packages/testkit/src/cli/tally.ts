import { allFaults, faultNames, type Fault } from '../history/index.js'
import type { SimulateReport } from '../simulate.js'

/** What many histories came to. */
export class Tally {
  readonly #start = performance.now()
  readonly #faults = new Map<Fault, number>()
  #histories = 0
  #operations = 0
  #edits = 0
  #elapsed = 0
  #failures = 0

  get failures(): number {
    return this.#failures
  }

  add({ operations, edits, elapsed, faults }: SimulateReport): void {
    this.#histories++
    this.#operations += operations
    this.#edits += edits
    this.#elapsed += elapsed
    for (const name of faultNames) this.#faults.set(name, (this.#faults.get(name) ?? 0) + (faults[name] ?? 0))
  }

  /** Shown at once: the next may take long. */
  fail(message: string): void {
    this.#failures++
    console.log(`${message}\n`)
  }

  toString(): string {
    const seconds = (performance.now() - this.#start) / 1_000
    const lines = faultNames.map((name) => `${name.padEnd(12)}${String(this.#faults.get(name) ?? 0).padStart(8)}  ${allFaults[name]}`)
    return [
      ...lines,
      '',
      `${this.#histories} histories passed, ${this.#failures} failed: ${this.#operations} operations, ${this.#edits} edits, ` +
        `${(this.#elapsed / 3_600_000).toFixed(1)} simulated hours in ${seconds.toFixed(0)} s`,
    ].join('\n')
  }
}
