// Who may import whom. Tests and their fixtures, which stand beside what they test, may also import what drives it.
const test = '[.](test|fixture)[.]tsx?$';
const server = '^packages/server/src';

/** `from` may import what `to` lists, and packages of npm that `npm` matches; nothing else. */
function layer(name, from, to, npm = '^$') {
  return {
    name,
    severity: 'error',
    from: { path: from, pathNot: test },
    to: { pathNot: [...to, npm, '^node:'], dependencyTypesNot: ['core'] },
  };
}

const engine = '^packages/engine/src/index[.]ts$';
const domain = `${server}/domain/`;
const port = `${server}/storage/storage[.]ts$`;
// What the port is made of, a file for each noun; whoever needs them imports the port.
const portParts = `${server}/storage/(storage[.]ts$|ports/)`;
const operations = `${server}/operations/`;
// Above every layer, for all of them: needs nothing but Node.
const ground = `${server}/(make-folder|version)[.]ts$`;
const observability = `${server}/observability/`;
const gate = `${server}/gate/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    layer('engine-imports-itself-only', '^packages/engine/src/', ['^packages/engine/src/']),
    layer('sdk-is-the-engine-for-others', '^packages/sdk/src/', ['^packages/sdk/src/', engine]),
    layer('domain', domain, [domain, engine], 'node_modules/jose/'),
    layer('port', portParts, [portParts, domain, engine]),
    layer('operations', operations, [operations, domain, port, engine]),
    layer(
      'queries',
      `${server}/storage/queries/`,
      [`${server}/storage/queries/`, port, domain, engine],
      'node_modules/kysely/',
    ),
    layer(
      'sqlite',
      `${server}/storage/sqlite/`,
      [`${server}/storage/(sqlite|queries)/`, port, domain, engine, ground],
      'node_modules/kysely/',
    ),
    layer(
      'postgres',
      `${server}/storage/postgres/`,
      [`${server}/storage/(postgres|queries)/`, port, domain, engine],
      'node_modules/(kysely|pg|@types/pg)/',
    ),
    // What servers do by themselves: each job is an operation, or one call of the port.
    layer('background', `${server}/background/`, [
      `${server}/background/`,
      operations,
      domain,
      port,
      engine,
      observability,
    ]),
    // What this process tells others of itself.
    layer('nodes', `${server}/nodes/`, [`${server}/nodes/`, domain, port, engine, observability]),
    // The one way from a credential to an answer: every door goes through it, and it knows none of them.
    layer('gate', gate, [gate, operations, domain, engine, observability]),
    layer(
      'http',
      `${server}/http/`,
      [`${server}/http/`, gate, operations, domain, engine, observability, ground],
      'node_modules/typebox/',
    ),
    // What the endpoints of VTEX mean is decided by operations: here is only how calls are read and answers written.
    layer(
      'vtex-is-a-skin',
      `${server}/http/vtex/`,
      [
        `${server}/http/vtex/`,
        `${server}/http/[^/]+[.]ts$`,
        gate,
        operations,
        `${domain}(actor|error-codes|errors|key-string|management-right|role)[.]ts$`,
        engine,
        ground,
      ],
      'node_modules/typebox/',
    ),
    layer('observability', observability, [observability, domain, engine], 'node_modules/(pino|prom-client)/'),
    layer(
      'cli',
      `${server}/cli/`,
      [`${server}/cli/`, `${server}/(compose|compose-edge|config|settings)[.]ts$`, operations, domain, engine, ground],
      'node_modules/read-excel-file/',
    ),
    layer('ground', ground, []),
    {
      name: 'admin',
      comment: 'The pages know the server by its API alone: a client of their own.',
      severity: 'error',
      from: { path: '^packages/admin/' },
      to: { path: '^(packages/(?!admin/)|test/|tools/|bench/|examples/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'admin-pages-apart',
      comment: 'What two pages need is a component, or part of the frame.',
      severity: 'error',
      from: { path: '^packages/admin/src/pages/([^/]+)/' },
      to: { path: '^packages/admin/src/pages/', pathNot: '^packages/admin/src/pages/$1/' },
    },
    {
      name: 'admin-kit-below-pages',
      severity: 'error',
      from: { path: '^packages/admin/src/(components|api|text|preferences)/' },
      to: { path: '^packages/admin/src/(pages|router)/' },
    },
    layer('main', `${server}/main[.]ts$`, [`${server}/cli/`]),
    layer('black-box', '^(test|bench|examples)/', ['^(test|bench|examples)/', engine], 'node_modules/'),
    {
      name: 'front-doors-apart',
      comment: 'The front doors share http/*.ts, never each other.',
      severity: 'error',
      from: { path: `${server}/http/(management|decision|vtex)/` },
      to: { path: `${server}/http/(management|decision|vtex)/`, pathNot: `${server}/http/$1/` },
    },
    {
      name: 'engines-only-in-compose',
      severity: 'error',
      from: { pathNot: [`${server}/compose[.]ts$`, `${server}/storage/`, test] },
      to: { path: `${server}/storage/(sqlite|postgres|queries)/` },
    },
    {
      name: 'types-only-of-the-port',
      comment: 'Operations are handed a storage; they never make one.',
      severity: 'error',
      from: { path: operations, pathNot: test },
      to: { path: port, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'decisions-through-the-gate',
      comment: 'A door that asked the verifier itself would leave a stage out.',
      severity: 'error',
      from: { path: `${server}/http/` },
      to: { path: `${gate}(count-use|report-failure)[.]ts$` },
    },
    {
      name: 'packages-by-their-exports',
      severity: 'error',
      from: { path: '^(packages/([^/]+)/|test/|bench/|examples/|tools/)' },
      to: {
        path: '^packages/([^/]+)/',
        pathNot: ['^packages/$2/', engine, '^packages/server/src/reference[.]ts$', '^packages/server/bin/'],
      },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { pathNot: test },
      to: { path: test },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      // This package names sources by our condition which it does not publish.
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^react-aria-components$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
    },
    builtInModules: { add: ['node:sqlite', 'node:test'] },
  },
};
