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
    /^ID +ROLE +KIND +KEYS +EXTERNAL +USERS +RESOURCES\n1 +Owner \(Admin Super\) +owner +1 +0 +1 +all\n2 +Expedição +custom +1 +0 +0 +ListOrders\n$/,
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
  assert.match(unknown.stderr, /floresta has no role "Chef"\. It has 1 "Owner/);
});
