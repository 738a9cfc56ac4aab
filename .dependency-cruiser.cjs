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

const sdk = '^packages/sdk/src/index[.]ts$';
const domain = `${server}/domain/`;
const port = `${server}/storage/storage[.]ts$`;
// What the port is made of, a file for each noun; whoever needs them imports the port.
const portParts = `${server}/storage/(storage[.]ts$|ports/)`;
const operations = `${server}/operations/`;
// Above every layer, for all of them: needs nothing but Node.
const ground = `${server}/(make-folder|version)[.]ts$`;
const observability = `${server}/observability/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    layer('sdk-imports-itself-only', '^packages/sdk/src/', ['^packages/sdk/src/']),
    layer('domain', domain, [domain, sdk], 'node_modules/jose/'),
    layer('port', portParts, [portParts, domain, sdk]),
    layer('operations', operations, [operations, domain, port, sdk]),
    layer(
      'queries',
      `${server}/storage/queries/`,
      [`${server}/storage/queries/`, port, domain, sdk],
      'node_modules/kysely/',
    ),
    layer(
      'sqlite',
      `${server}/storage/sqlite/`,
      [`${server}/storage/(sqlite|queries)/`, port, domain, sdk, ground],
      'node_modules/kysely/',
    ),
    layer(
      'postgres',
      `${server}/storage/postgres/`,
      [`${server}/storage/(postgres|queries)/`, port, domain, sdk],
      'node_modules/(kysely|pg|@types/pg)/',
    ),
    layer(
      'http',
      `${server}/http/`,
      [`${server}/http/`, operations, domain, sdk, observability, ground],
      'node_modules/typebox/',
    ),
    // What the endpoints of VTEX mean is decided by operations: here is only how calls are read and answers written.
    layer(
      'vtex-is-a-skin',
      `${server}/http/vtex/`,
      [
        `${server}/http/vtex/`,
        `${server}/http/[^/]+[.]ts$`,
        operations,
        `${domain}(actor|errors|key-string|role)[.]ts$`,
        sdk,
        ground,
      ],
      'node_modules/typebox/',
    ),
    layer('observability', observability, [observability, domain, sdk], 'node_modules/(pino|prom-client)/'),
    layer(
      'cli',
      `${server}/cli/`,
      [`${server}/cli/`, `${server}/(compose|config|settings)[.]ts$`, operations, domain, sdk, ground],
      'node_modules/read-excel-file/',
    ),
    layer('ground', ground, []),
    {
      name: 'admin',
      comment: 'The pages know the server by its API alone: the types of the SDK, and a client of their own.',
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
    layer('black-box', '^(test|bench|examples)/', ['^(test|bench|examples)/', sdk], 'node_modules/'),
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
      name: 'packages-by-their-exports',
      severity: 'error',
      from: { path: '^(packages/([^/]+)/|test/|bench/|examples/|tools/)' },
      to: {
        path: '^packages/([^/]+)/',
        pathNot: ['^packages/$2/', sdk, '^packages/server/src/reference[.]ts$', '^packages/server/bin/'],
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
