/** Other programs only ever make a run slower. */
const RUNS = 3

/**
 * Seconds for one repetition. Runs get longer until one lasts long enough, which warms up and makes the clock's resolution (a millisecond in
 * some browsers) small beside it; that one and two more as long count, and of these the fastest.
 */
export async function secondsEach(run: (repetitions: number) => unknown, milliseconds: number): Promise<number> {
  let repetitions = 1
  let fastest = Infinity
  for (let runs = 0; runs < RUNS;) {
    const begin = performance.now()
    await run(repetitions)
    const elapsed = performance.now() - begin
    if (elapsed >= milliseconds) {
      runs++
      fastest = Math.min(fastest, elapsed / 1000 / repetitions)
    } else repetitions = Math.ceil(repetitions * Math.min(8, Math.max(1.2, (1.1 * milliseconds) / elapsed)))
  }
  return fastest
}
