import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCaptured } from '../captured-terminal.fixture.ts';
import { createAccount, env, json, type Pair, verify } from './commands.fixture.ts';

test('roles are listed, made from resources or a template, changed and deleted; one in use is not, and who has it is said', async () => {
  const account = ['--account', 'floresta'];
  await createAccount('floresta');
  interface Role {
    id: number;
    name: string;
    kind: string;
    resources: string[];
  }
  const shipping = ['--name', 'Expedição', '--resource', 'OMSViewer', '--resource', 'ListOrders'];
  const custom = await json<Role>('role', 'create', ...account, ...shipping);
  assert.deepEqual([custom.kind, custom.resources], ['custom', ['ListOrders', 'OMSViewer']]);
  const template = await json<Role>('role', 'create', ...account, '--template', 'OMS - Read only');
  const templates = await json<{ name: string; roleId: number | null }[]>('role', 'templates', ...account);
  assert.deepEqual(
    templates.filter(({ roleId }) => roleId !== null).map(({ name, roleId }) => [name, roleId]),
    [['OMS - Read only', template.id]],
  );
  const key = await json<Pair>('key', 'create', ...account, '--label', 'x', '--role', 'expedicao');
  const changed = await json<Role>('role', 'change', 'EXPEDICAO', ...account, '--resource', 'ListOrders');
  assert.deepEqual([changed.id, changed.name, changed.resources], [custom.id, 'Expedição', ['ListOrders']]);
  assert.equal((await verify(key, '--resource', 'OMSViewer')).answer.code, 'resource_denied');
  const difference = ['--add-resource', 'Changes', '--remove-resource', 'OMSViewer'];
  const further = await json<Role>('role', 'change', 'EXPEDICAO', ...account, ...difference);
  assert.deepEqual(further.resources, ['Changes', 'ListOrders'], 'what is not named stays');
  const both = ['role', 'change', 'EXPEDICAO', ...account, '--resource', 'Changes', ...difference];
  assert.equal((await runCaptured(both, env)).status, 2);
  const refused = await runCaptured(['role', 'delete', String(custom.id), ...account], env);
  assert.deepEqual([refused.status, refused.stderr.includes(key.appKey)], [1, true]);
  assert.deepEqual(await json('role', 'delete', 'OMS - Read only', ...account), { id: template.id });
  const listed = await json<Role[]>('role', 'list', ...account);
  assert.deepEqual(
    listed.map(({ name }) => name),
    ['Owner (Admin Super)', 'Expedição'],
  );
  const text = await runCaptured(['role', 'list', ...account], env);
  assert.match(
    text.stdout,
    /^ID +ROLE +KIND +KEYS +EXTERNAL +USERS +RESOURCES\n1 +Owner \(Admin Super\) +owner +1 +0 +1 +all\n2 +Expedição +custom +1 +0 +0 +Changes, ListOrders\n$/,
  );
  assert.deepEqual(
    (await json<Role[]>('role', 'list', ...account, '--q', 'listorders')).map(({ id }) => id),
    [custom.id],
  );
  const trial = ['Expedição', ...account, '--resource', 'OMSViewer', '--dry-run'];
  const dry = await runCaptured(['role', 'change', ...trial], env);
  assert.match(dry.stdout, /have the role +1 key, 0 external keys, 0 users\ngain OMSViewer +1 key,/);
  assert.match(dry.stdout, /lose ListOrders +1 key, 0 external keys, 0 users\n$/);
  assert.equal((await verify(key, '--resource', 'ListOrders')).answer.code, 'allowed');
  for (const bad of [[], ['--name', 'x', '--template', 'y'], ['--resource', 'ListOrders']]) {
    assert.equal((await runCaptured(['role', 'create', ...account, ...bad], env)).status, 2);
  }
  const unknown = await runCaptured(['role', 'delete', 'Chef', ...account], env);
  assert.match(unknown.stderr, /floresta has no role "Chef"\. It has:\nchaveiro: {3}Owner \(Admin Super\) \(id 1\)\n/);
  assert.match(unknown.stderr, /chaveiro role list --account floresta/);
  const mistyped = await runCaptured(['key', 'create', ...account, '--label', 'x', '--role', 'OMS - Readonly'], env);
  assert.match(mistyped.stderr, /floresta has no role "OMS - Readonly"\. Did you mean "OMS - Read only"\?\n/);
});

test('a number that is the id of one role and the name of another is refused with both, everywhere; id: and name: say which', async () => {
  const account = ['--account', 'numeros'];
  await createAccount('numeros');
  for (const name of ['1', '2', '5', 'name:9']) {
    await json('role', 'create', ...account, '--name', name, '--resource', 'ListOrders');
  }
  const { appKey } = await json<{ appKey: string }>('key', 'create', ...account, '--label', 'x', '--role', 'id:2');
  const bia = ['bia@example.com', ...account];
  await json('user', 'add', ...bia, '--role', 'name:1');
  for (const argv of [
    ['key', 'create', ...account, '--label', 'x', '--role', '1'],
    ['key', 'change', appKey, '--role', '1'],
    ['key', 'list', ...account, '--role', '1'],
    ['user', 'add', 'eva@example.com', ...account, '--role', '1'],
    ['user', 'change', ...bia, '--role', '1'],
    ['user', 'list', ...account, '--role', '1'],
    ['external-key', 'add', appKey, ...account, '--role', '1'],
    ['external-key', 'change', appKey, ...account, '--role', '1'],
    ['external-key', 'list', ...account, '--role', '1'],
    ['role', 'change', '1', ...account, '--resource', 'OMSViewer'],
    ['role', 'delete', '1', ...account],
  ]) {
    const { status, stderr } = await runCaptured(argv, env);
    assert.equal(status, 2, argv.join(' '));
    assert.match(stderr, /"1" is the id of the role "Owner \(Admin Super\)", and the name of the role with the id 2/);
    assert.match(stderr, /id:1 or name:1/);
  }
  const rolesOf = async () => {
    const key = await json<{ roles: { id: number }[] }>('key', 'show', appKey);
    return key.roles.map(({ id }) => id);
  };
  assert.deepEqual(await rolesOf(), [2]);
  // 2 is the id of "1" and the name of 3; 3 is an id alone, and 5, which is the id of "name:9", a name as well.
  await json('key', 'change', appKey, '--role', 'name:2', '--role', 'id:5');
  assert.deepEqual(await rolesOf(), [3, 5]);
  await json('key', 'change', appKey, '--role', '3', '--role', 'name:name:9');
  assert.deepEqual(await rolesOf(), [3, 5]);
  assert.deepEqual(await json('role', 'delete', 'name:5', ...account), { id: 4 });
});
