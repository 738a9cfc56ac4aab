import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCaptured } from '../captured-terminal.fixture.ts';
import { createAccount, env, json, verify } from './commands.fixture.ts';

test('an external key is added, listed, shown, changed and removed, and verify follows', async () => {
  await createAccount('varejo');
  const guest = await createAccount('atacado');
  interface External {
    id: string;
    owner: string;
    status: string;
    note: string | null;
    expiresAt: string | null;
    roles: { name: string }[];
    version: string;
  }
  const here = ['--account', 'varejo'];
  const external = (verb: string, ...more: string[]) =>
    json<External>('external-key', verb, guest.appKey, ...here, ...more);
  const code = async () => (await verify(guest, '--account', 'varejo', '--resource', 'OMSViewer')).answer.code;
  const added = await external(
    'add',
    '--role',
    'OMS - Read only',
    '--note',
    'Frete',
    '--expires-at',
    '2100-01-01T00:00Z',
  );
  assert.deepEqual(
    [added.owner, added.status, added.note, added.expiresAt, added.roles.map(({ name }) => name)],
    ['atacado', 'active', 'Frete', '2100-01-01T00:00:00.000Z', ['OMS - Read only']],
  );
  assert.equal(await code(), 'allowed');
  const list = (...more: string[]) =>
    json<{ items: External[]; total: number }>('external-key', 'list', ...here, ...more);
  assert.deepEqual((await list('--q', 'FRETE', '--role', 'OMS - Read only', '--owner', 'atacado')).items, [added]);
  assert.equal((await list('--status', 'inactive')).total, 0);
  const text = (await runCaptured(['external-key', 'list', ...here], env)).stdout;
  assert.match(text, new RegExp(`${guest.appKey} +atacado +active .*2100-01-01 00:00 UTC +Frete +OMS - Read only`));
  assert.deepEqual(await external('show'), added);
  const changed = await external('change', '--role', '1', '--note', '', '--expires-at', 'never');
  assert.deepEqual(changed, {
    ...added,
    note: null,
    expiresAt: null,
    roles: [{ id: 1, name: 'Owner (Admin Super)' }],
    version: changed.version,
  });
  assert.notEqual(changed.version, added.version);
  const further = await external('change', '--add-role', 'OMS - Read only');
  assert.equal(further.roles.length, 2);
  assert.deepEqual((await external('change', '--remove-role', 'OMS - Read only')).roles, changed.roles);
  assert.equal((await runCaptured(['external-key', 'change', guest.appKey, ...here], env)).status, 2);
  const shown = () => json<{ grants: { account: string }[] }>('key', 'show', guest.appKey);
  assert.deepEqual(
    (await shown()).grants.map(({ account }) => account),
    ['varejo'],
  );
  assert.match((await runCaptured(['key', 'show', guest.appKey], env)).stdout, /Has roles in\n {2}varejo +since 20/);
  assert.deepEqual(await json('key', 'decline', guest.appKey, '--from', 'varejo'), { id: guest.id, account: 'varejo' });
  assert.deepEqual((await shown()).grants, []);
  assert.equal(await code(), 'no_grant');
  assert.equal((await runCaptured(['key', 'decline', guest.appKey, '--from', 'varejo'], env)).status, 1);
  await external('add', '--role', '1');
  assert.deepEqual(await external('remove'), { id: guest.id });
  assert.equal(await code(), 'no_grant');
  const unknown = await runCaptured(['external-key', 'add', 'appkey-atacado-NOBODY', ...here, '--role', '1'], env);
  assert.match(unknown.stderr, /No other account has a key with this key string/);
});

test('what an option has wrong is told by the name of the option, and by that of the API in JSON', async () => {
  const bad = [
    'external-key',
    'add',
    'appkey-x-QWERTY',
    '--account',
    'papelaria',
    '--role',
    '1',
    '--expires-at',
    'tomorrow',
  ];
  await createAccount('papelaria');
  const { status, stderr } = await runCaptured(bad, env);
  assert.deepEqual(
    [status, stderr.split('\n')[0]],
    [2, 'chaveiro: --expires-at has to be a date with time and zone, such as 2027-01-31T18:00:00Z.'],
  );
  const { error } = JSON.parse((await runCaptured([...bad, '--json'], env)).stdout);
  assert.equal(error.field, 'expiresAt');
});
