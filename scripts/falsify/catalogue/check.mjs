import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../workspace/root.mjs'
import { inject } from './fault.mjs'

/** The rules that any SPEC.md of a package defines: `**[CO8]**`, or `| [RS1] |` in a table. */
function definedRules(folder) {
  const rules = new Set()
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory() && !['node_modules', 'dist', 'test'].includes(entry.name))
      for (const rule of definedRules(path)) rules.add(rule)
    if (entry.name !== 'SPEC.md') continue
    for (const [, rule] of readFileSync(join(root, path), 'utf8').matchAll(/(?:\*\*|^\| )\[([A-Z]+\d+)\]/gm)) rules.add(rule)
  }
  return rules
}

/** @param {import('./fault.mjs').Fault} fault */
function* problemsIn(fault) {
  for (const suite of fault.suites) if (!existsSync(join(root, suite))) yield `${fault.name}: there is no ${suite}`
  if (fault.suites.length === 0) yield `${fault.name}: no suite should catch it`
  try {
    if (inject(readFileSync(join(root, fault.file), 'utf8'), fault) === readFileSync(join(root, fault.file), 'utf8'))
      yield `${fault.name}: changes nothing`
  } catch (error) {
    yield error.code === 'ENOENT' ? `${fault.name}: there is no ${fault.file}` : error.message
  }
}

/**
 * What keeps the catalogue from saying what it seems to: a snippet that is gone, a rule nobody wrote, a name twice.
 * @param {readonly (import('./fault.mjs').Fault | import('./fault.mjs').PendingFault)[]} faults
 * @returns {string[]}
 */
export function problemsOf(faults) {
  const rules = definedRules('packages')
  const names = new Set()
  const problems = []
  for (const fault of faults) {
    if (names.has(fault.name)) problems.push(`${fault.name}: the name is there twice`)
    names.add(fault.name)
    if (fault.breaks.length === 0) problems.push(`${fault.name}: breaks no rule`)
    for (const rule of fault.breaks) if (!rules.has(rule)) problems.push(`${fault.name}: no SPEC.md has a rule ${rule}`)
    if (!('pending' in fault)) problems.push(...problemsIn(fault))
  }
  return problems
}
