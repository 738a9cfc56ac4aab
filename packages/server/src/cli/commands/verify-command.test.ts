import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCaptured } from '../captured-terminal.fixture.ts';
import { createAccount, env, json, type Pair, verify } from './commands.fixture.ts';

test('verify says what opens a request, or what would, and ends with status 1 when it is denied', async () => {
  const owner = await createAccount('padaria');
  const clerk = await json<Pair>(
    'key',
    'create',
    '--account',
    'padaria',
    '--label',
    'Clerk',
    '--role',
    'OMS - Read only',
  );
  await createAccount('acougue');
  const cases: [Pick<Pair, 'appKey' | 'appToken'>, string[], number, string, RegExp][] = [
    [owner, ['--resource', 'CancelAction'], 0, 'allowed', /has it by "Owner \(Admin Super\)" \(1\)/],
    [
      clerk,
      ['--resource', 'CancelAction', '--resource', 'OMSViewer'],
      0,
      'allowed',
      /any one of CancelAction, OMSViewer; the key has it by "OMS - Read only" \(2\)/,
    ],
    [
      clerk,
      ['--resource', 'CancelAction'],
      1,
      'resource_denied',
      /in padaria the key has only "OMS - Read only" \(2\).*would open it: "Owner/,
    ],
    [clerk, ['--account', 'acougue', '--resource', 'OMSViewer'], 1, 'no_grant', /no role in acougue/],
    [clerk, ['--account', 'nowhere'], 1, 'no_grant', /There is no account nowhere/],
    [{ ...clerk, appToken: owner.appToken }, [], 1, 'invalid_credentials', /this is not its token/],
    [{ ...clerk, appToken: 'secret' }, [], 1, 'invalid_credentials', /has not the form of one.*this has 6 characters/],
    [
      { ...clerk, appToken: clerk.appToken.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')) },
      [],
      1,
      'invalid_credentials',
      /its checksum is wrong/,
    ],
    [
      { ...clerk, appKey: 'appkey-padaria-QWERTZ1' },
      [],
      1,
      'invalid_credentials',
      /There is no key with this key string/,
    ],
  ];
  for (const [pair, argv, status, code, says] of cases) {
    const result = await verify(pair, ...argv);
    assert.deepEqual([result.status, result.answer.code], [status, code], argv.join(' '));
    assert.match(result.answer.explanation, says);
  }
});

test('verify takes the pair as lines, as JSON or from the environment, and never quotes a token back', async () => {
  const { appKey, appToken } = await createAccount('relojoaria');
  const inputs = [`${appKey}\r\n${appToken}\r\n`, JSON.stringify({ appKey, appToken, id: 'x' })];
  for (const input of inputs) assert.equal((await runCaptured(['verify'], env, input)).status, 0);
  const fromEnvironment = { ...env, CHAVEIRO_APP_KEY: appKey, CHAVEIRO_APP_TOKEN: appToken };
  const { status, stdout, stderr } = await runCaptured(['verify'], fromEnvironment);
  assert.equal(status, 0);
  assert.match(stdout, new RegExp(`^ALLOWED {2}${appKey} \\("First key"\\) of relojoaria\n`));
  assert.equal(stderr, '');
  for (const input of [
    '',
    appKey,
    `${appKey}\n${appToken}\nmore`,
    `{"appKey": "${appKey}", "appToken": "${appToken}"`,
  ]) {
    const bad = await runCaptured(['verify'], env, input);
    assert.equal(bad.status, 2);
    assert.doesNotMatch(bad.stdout + bad.stderr, /chv_/);
  }
});

test('an unknown resource or API in a question is a mistake in it, not a denial', async () => {
  const pair = await createAccount('floricultura');
  const input = `${pair.appKey}\n${pair.appToken}`;
  const resource = await runCaptured(['verify', '--resource', 'omsviewer'], env, input);
  assert.equal(resource.status, 2);
  assert.match(resource.stderr, /There is no resource "omsviewer"/);
  const api = await runCaptured(['verify', '--api', 'none', '--method', 'GET', '--path', '/'], env, input);
  assert.equal(api.status, 2);
  assert.match(api.stderr, /There is no API "none"/);
});
