import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Config, loadConfig, unknownVariables } from './config.ts';
import { ChaveiroError } from './domain/errors.ts';
import { maskDatabaseUrl } from './setting-values.ts';
import { settings } from './settings.ts';

test('without flags and variables every setting has its documented default', () => {
  const expected: Config = {
    host: '127.0.0.1',
    port: 8420,
    socket: null,
    maxConnections: 20_000,
    dataDir: './data',
    databaseUrl: 'sqlite:data/chaveiro.db',
    pepperFile: 'data/pepper',
    keyPrefix: 'appkey',
    publicUrl: null,
    baseDomain: null,
    decisionPeers: ['127.0.0.0/8', '::1', 'unix'],
    trustedProxies: [],
    usageIntervalMs: 5_000,
    maxStalenessMs: null,
    databaseDirectUrl: null,
    nodeName: null,
    serverUrl: null,
    credentialFile: 'data/credential',
    whenStale: 'deny',
    auditRetentionDays: null,
    logLevel: 'info',
  };
  assert.deepEqual(loadConfig({}, {}), expected);
});

test('a flag beats the environment, which beats the default; an empty variable counts as not set', () => {
  assert.equal(loadConfig({ CHAVEIRO_PORT: '9000' }, { port: '9001' }).port, 9001);
  assert.equal(loadConfig({ CHAVEIRO_PORT: '9000' }, {}).port, 9000);
  assert.equal(loadConfig({ CHAVEIRO_PORT: '' }, {}).port, 8420);
});

test('database and pepper file are in the data directory unless they are named', () => {
  const config = loadConfig(
    { CHAVEIRO_DATA_DIR: '/var/lib/chaveiro', CHAVEIRO_PEPPER_FILE: '/run/secrets/pepper' },
    {},
  );
  assert.equal(config.databaseUrl, 'sqlite:/var/lib/chaveiro/chaveiro.db');
  assert.equal(config.pepperFile, '/run/secrets/pepper');
});

const values: [variable: string, good: string[], bad: string[]][] = [
  ['CHAVEIRO_HOST', ['0.0.0.0', '::1', 'localhost'], ['a b', 'http://x']],
  ['CHAVEIRO_PORT', ['0', '65535'], ['65536', '-1', '80.5', '0x50', 'http', ' 80']],
  ['CHAVEIRO_SOCKET', ['/run/chaveiro.sock'], [`/${'a'.repeat(107)}`]],
  ['CHAVEIRO_MAX_CONNECTIONS', ['10', '1000000'], ['9', '1000001', '1e4', 'many']],
  ['CHAVEIRO_DATA_DIR', ['/data'], ['a\0b']],
  [
    'CHAVEIRO_DATABASE_URL',
    ['sqlite:/x.db', 'postgres://u@h/d', 'postgresql:///d'],
    ['sqlite:', 'mysql://h/d', '/x.db'],
  ],
  ['CHAVEIRO_PEPPER_FILE', ['/pepper'], ['a\0b']],
  ['CHAVEIRO_KEY_PREFIX', ['vtexappkey', 'a1'], ['App', 'a-b', 'a'.repeat(21)]],
  [
    'CHAVEIRO_PUBLIC_URL',
    ['https://keys.example.com', 'http://10.0.0.1:80/'],
    [
      'http://10.0.0.1/x',
      'https://keys.example.com/keys/',
      'keys.example.com',
      'ftp://x',
      'https://x/?a',
      'https://u:p@x',
    ],
  ],
  [
    'CHAVEIRO_BASE_DOMAIN',
    ['keys.example.com', 'localhost'],
    ['.example.com', 'Keys.example.com', 'keys.example.com.', 'keys.example.com:80', 'a..b', '-a'],
  ],
  [
    'CHAVEIRO_DECISION_PEERS',
    ['10.0.0.0/8, unix', 'fd00::/8', '1.2.3.4'],
    ['10.0.0.0/33', 'fd00::/129', 'gateway', '1.2.3', '10.0.0.0/8/8', '10.0.0.0/'],
  ],
  ['CHAVEIRO_TRUSTED_PROXIES', ['10.0.0.7,::1,unix'], ['proxy', '*']],
  ['CHAVEIRO_USAGE_INTERVAL', ['1', '60'], ['0', '61', '5s']],
  ['CHAVEIRO_DATABASE_DIRECT_URL', ['postgres://u:p@h:5432/d'], ['mysql://h/d', 'h:5432']],
  ['CHAVEIRO_SERVER_URL', ['https://keys.example.com'], ['keys.example.com', 'ftp://x']],
  ['CHAVEIRO_CREDENTIAL_FILE', ['/credential'], ['a\0b']],
  ['CHAVEIRO_NODE_NAME', ['eu-1', 'host:8420'], ['two words', 'x'.repeat(101)]],
  ['CHAVEIRO_MAX_STALENESS', ['1', '86400'], ['0', '86401', '1.5', '15m']],
  ['CHAVEIRO_WHEN_STALE', ['deny', 'known-keys'], ['allow', 'Deny']],
  ['CHAVEIRO_AUDIT_RETENTION', ['1', '36500'], ['0', '36501', '90d']],
  ['CHAVEIRO_LOG_LEVEL', ['debug', 'silent'], ['verbose', 'INFO']],
];

test('every setting takes what it says and refuses the rest, naming itself, the value and what it takes', () => {
  assert.deepEqual(
    values.map(([variable]) => variable).sort(),
    Object.values(settings)
      .map((each) => each.variable)
      .sort(),
    'the table of this test has every setting',
  );
  for (const [variable, good, bad] of values) {
    for (const value of good) assert.doesNotThrow(() => loadConfig({ [variable]: value }, {}), `${variable}=${value}`);
    const { flag, accepts } = Object.values(settings).find((each) => each.variable === variable) ?? assert.fail();
    for (const value of bad) {
      for (const [name, load] of [
        [variable, () => loadConfig({ [variable]: value }, {})],
        [`--${flag}`, () => loadConfig({}, { [flag]: value })],
      ] as const) {
        assert.throws(load, (error: unknown) => {
          assert.ok(error instanceof ChaveiroError, `${name}=${value}`);
          assert.equal(error.code, 'invalid_request');
          assert.equal(error.message, `${name} is ${JSON.stringify(value)}; it takes ${accepts}.`);
          return true;
        });
      }
    }
  }
});

test('all bad values are told at once', () => {
  const load = () => loadConfig({ CHAVEIRO_PORT: 'x', CHAVEIRO_WHEN_STALE: 'y' }, {});
  assert.throws(load, /CHAVEIRO_PORT is "x".*\nCHAVEIRO_WHEN_STALE is "y"/);
});

test('a password in the address of a database is never shown', () => {
  const addresses: [string, string][] = [
    ['postgres://ana:geheim@db:5432/keys', 'postgres://ana:***@db:5432/keys'],
    ['postgres://ana:ge:he/i@m@db/keys', 'postgres://ana:***@db/keys'],
    ['postgres://:geheim@db/keys', 'postgres://:***@db/keys'],
    ['postgres://db/keys?user=ana&password=geheim&x=1', 'postgres://db/keys?user=ana&password=***&x=1'],
    ['ana:geheim@db', 'ana:***@db'],
    ['postgres://db/keys', 'postgres://db/keys'],
    ['sqlite:./data/chaveiro.db', 'sqlite:./data/chaveiro.db'],
  ];
  for (const [address, shown] of addresses) assert.equal(maskDatabaseUrl(address), shown);
  assert.throws(
    () => loadConfig({ CHAVEIRO_DATABASE_URL: 'mysql://ana:geheim@db/keys' }, {}),
    (error: Error) => error.message.includes('mysql://ana:***@db/keys') && !error.message.includes('geheim'),
  );
});

test('a variable that only looks like a setting is warned of, with the one that was meant', () => {
  const environment = {
    PATH: '/bin',
    CHAVEIRO_PROT: '1',
    CHAVEIRO_HOST: 'x',
    CHAVEIRO_APP_KEY: 'k',
    CHAVEIRO_QWERTYUIOP: '',
  };
  assert.deepEqual(unknownVariables(environment), [
    'CHAVEIRO_PROT is no setting and changes nothing. Did you mean CHAVEIRO_PORT?',
    'CHAVEIRO_QWERTYUIOP is no setting and changes nothing.',
  ]);
});
