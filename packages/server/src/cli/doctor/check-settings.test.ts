import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Environment, type Flags, loadConfig, settingSources, unknownVariables } from '../../config.ts';
import { checkSettings } from './check-settings.ts';

function findings(env: Environment, flags: Flags = {}) {
  return checkSettings(loadConfig(env, flags), settingSources(env, flags), unknownVariables(env));
}

function oddities(env: Environment, flags: Flags = {}): string[][] {
  return findings(env, flags)
    .filter(({ status }) => status !== 'ok')
    .map(({ check, status, remedy }) => {
      assert.notEqual(remedy, null);
      return [check, status];
    });
}

test('defaults, and the settings of a server behind a gateway, have no finding that is not ok', () => {
  assert.deepEqual(oddities({}), []);
  const behindGateway = {
    CHAVEIRO_HOST: '10.0.0.5',
    CHAVEIRO_PUBLIC_URL: 'https://keys.example.com',
    CHAVEIRO_DECISION_PEERS: '10.0.0.0/8,fd00::/16,unix',
    CHAVEIRO_TRUSTED_PROXIES: '10.0.0.7',
    CHAVEIRO_DATABASE_URL: 'postgres://chaveiro:secret@db/chaveiro',
  };
  assert.deepEqual(oddities(behindGateway), []);
  assert.deepEqual(oddities({ CHAVEIRO_PUBLIC_URL: 'http://127.0.0.1:9000', CHAVEIRO_HOST: '::1' }), []);
});

test('it is told which settings are not by default and where from, without passwords', () => {
  const env = { CHAVEIRO_PORT: '9000', CHAVEIRO_DATABASE_URL: 'postgres://chaveiro:secret@db/chaveiro' };
  const [first] = findings(env, { port: '9001' });
  assert.equal(
    first?.detail,
    'Not by default: --port is 9001, CHAVEIRO_DATABASE_URL is postgres://chaveiro:***@db/chaveiro.',
  );
});

test('each odd setting is told, and only that', () => {
  const cases: [Environment, Flags, string, string][] = [
    [{ CHAVEIRO_PROT: '9000' }, {}, 'settings', 'warning'],
    [{}, { 'database-url': 'postgres://chaveiro:secret@db/chaveiro' }, 'settings', 'warning'],
    [{ CHAVEIRO_HOST: '0.0.0.0' }, {}, 'public-url', 'warning'],
    [{ CHAVEIRO_PUBLIC_URL: 'http://keys.example.com' }, {}, 'public-url', 'problem'],
    [{ CHAVEIRO_DECISION_PEERS: '0.0.0.0/0' }, {}, 'decision-peers', 'warning'],
    [{ CHAVEIRO_DECISION_PEERS: 'unix,::/0' }, {}, 'decision-peers', 'warning'],
    [{ CHAVEIRO_DECISION_PEERS: ',' }, {}, 'decision-peers', 'warning'],
    [{ CHAVEIRO_TRUSTED_PROXIES: '0.0.0.0/1' }, {}, 'trusted-proxies', 'problem'],
    [{ CHAVEIRO_WHEN_STALE: 'known-keys' }, {}, 'staleness', 'warning'],
    [{ CHAVEIRO_LOG_LEVEL: 'silent' }, {}, 'log', 'warning'],
  ];
  for (const [env, flags, check, status] of cases) {
    assert.deepEqual(oddities(env, flags), [[check, status]], JSON.stringify(env));
  }
});
