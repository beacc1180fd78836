/**
 * A deliberate fault: what somebody could get wrong, as an exact change to one source module.
 *
 * @typedef {object} Fault
 * @property {string} name
 * @property {string} what What goes wrong, in one line.
 * @property {readonly string[]} breaks Rules of the packages' SPEC.md.
 * @property {string} file The source module, from the repository's root.
 * @property {readonly (readonly [find: string, replace: string])[]} edits Each `find` stands in the module exactly once.
 * @property {readonly string[]} suites The test files that should catch it, from the root.
 * @property {boolean} [hangs] Its tests wait for ever instead of failing.
 *
 * A fault whose module is being written anew. It is counted, and not run.
 *
 * @typedef {Pick<Fault, 'name' | 'what' | 'breaks'> & { readonly pending: string }} PendingFault
 *
 * @typedef {object} Room
 * @property {string} title
 * @property {readonly (Fault | PendingFault)[]} faults
 */

/** @param {string} code @param {string} find */
export function occurrences(code, find) {
  return code.split(find).length - 1
}

/**
 * The module with the fault in it.
 * @param {string} code
 * @param {Fault} fault
 */
export function inject(code, { name, file, edits }) {
  let faulty = code
  for (const [find, replace] of edits) {
    const count = occurrences(code, find)
    if (count !== 1) throw new Error(`${name}: a snippet stands in ${file} ${count} times instead of once: ${find}`)
    faulty = faulty.replace(find, () => replace)
  }
  return faulty
}
