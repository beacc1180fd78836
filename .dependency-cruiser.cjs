/**
 * Who may import whom (docs/ARCHITECTURE.md has the picture):
 *
 *   react ----> client ----> replica ----> store ----> core
 *   devtools -> client          |--------> protocol -> core
 *   relay (Node) -------------------------> protocol -> core
 *   testkit may import any package's public door
 *   apps, e2e, bench import any public door; nothing imports them
 */

/** Per package: what it may import, and the doors (source files) through which the others may enter it. */
const packages = {
  core: { imports: [], doors: ['index', 'kernel/index', 'view/index'] },
  protocol: { imports: ['core'], doors: ['index', 'limits'] },
  store: { imports: ['core'], doors: ['index', 'contract/index', 'memory/index'] },
  replica: { imports: ['core', 'store', 'protocol'], doors: ['index', 'space/index', 'engine/index'] },
  client: { imports: ['core', 'replica'], doors: ['index', 'worker/index'] },
  react: { imports: ['core', 'client'], doors: ['index'] },
  relay: { imports: ['core', 'protocol'], doors: ['index', 'service/index'] },
  devtools: { imports: ['core', 'client'], doors: ['index'] },
  testkit: { imports: ['core', 'protocol', 'store', 'replica', 'client', 'react', 'relay'], doors: ['index'] },
}
const names = Object.keys(packages)
const any = (list) => `(?:${list.join('|')})`

const graph = names.map((name) => {
  const forbidden = names.filter((other) => other !== name && !packages[name].imports.includes(other))
  return {
    name: `graph-${name}`,
    comment: `@torsor/${name} may import ${packages[name].imports.map((other) => `@torsor/${other}`).join(', ') || 'no other package'}.`,
    severity: 'error',
    from: { path: `^packages/${name}/src/` },
    to: { path: `^packages/${any(forbidden)}/` },
  }
})

const doors = names.map((name) => ({
  name: `door-${name}`,
  comment: `From outside, @torsor/${name} is reachable only through what its package.json exports.`,
  severity: 'error',
  from: { pathNot: `^packages/${name}/` },
  to: { path: `^packages/${name}/`, pathNot: `^packages/${name}/src/${any(packages[name].doors)}\\.ts$` },
}))

module.exports = {
  forbidden: [
    ...graph,
    ...doors,
    {
      name: 'through-the-package-name',
      comment: 'A relative path into another package goes around its door.',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: { path: '^packages/([^/]+)/', pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    },
    {
      name: 'client-main-thread',
      comment: 'The main thread never loads the engine: outside its worker folder, client imports core and the space face only.',
      severity: 'error',
      from: { path: '^packages/client/src/', pathNot: '^packages/client/src/worker/' },
      to: {
        path: '^packages/',
        pathNot: '^packages/(client/src/(?!worker/)|core/src/index\\.ts$|core/src/view/index\\.ts$|replica/src/space/index\\.ts$)',
      },
    },
    {
      name: 'space-is-thin',
      comment: 'The space face runs on the main thread: no engine, no storage, no protocol.',
      severity: 'error',
      from: { path: '^packages/replica/src/space/' },
      to: { path: '^packages/', pathNot: '^packages/(replica/src/space/|core/src/index\\.ts$|core/src/view/index\\.ts$)' },
    },
    {
      name: 'main-thread-never-reaches-the-engine',
      comment: 'Also not through a file in between.',
      severity: 'error',
      from: { path: '^packages/(client|react)/src/index\\.ts$' },
      to: { path: '^packages/(replica/src/(?!space/)|store/|protocol/)', reachable: true },
    },
    {
      name: 'core-is-pure',
      comment: 'Core has no dependency, not even on the platform.',
      severity: 'error',
      from: { path: '^packages/core/src/' },
      to: { pathNot: '^packages/core/src/' },
    },
    {
      name: 'browser-packages-know-no-node',
      severity: 'error',
      from: { path: '^packages/(protocol|store|client|react)/src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nothing-imports-the-outside',
      comment: 'Apps, end-to-end tests, benchmarks and scripts are users of the packages.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(apps|e2e|bench|scripts)/' },
    },
    {
      name: 'sources-do-not-import-tests',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/' },
      to: { path: '^(packages|apps)/[^/]+/test/' },
    },
    { name: 'no-cycles', severity: 'error', from: { path: '^(packages|apps|scripts|e2e|bench)/' }, to: { circular: true } },
    {
      name: 'no-orphans',
      comment: 'A file nobody imports, and which imports nothing, is dead.',
      severity: 'error',
      from: { orphan: true, path: '^packages/[^/]+/src/', pathNot: '\\.d\\.ts$|/index\\.ts$' },
      to: {},
    },
    {
      name: 'declared-dependencies-only',
      comment: 'What the sources import must be in their own package.json, as a real dependency: users do not get devDependencies.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer', 'type-only'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^virtual:' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/\\.cache|reports|test-results)/' },
    combinedDependencies: false,
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.test.json' },
    enhancedResolveOptions: {
      // Sources, not dist: the edges between packages must be seen as they are.
      exportsFields: ['exports'],
      conditionNames: ['@torsor/source', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.d.ts'],
    },
  },
}
