import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCaptured } from '../captured-terminal.fixture.ts';
import { createAccount, env, json, type Pair, verify } from './commands.fixture.ts';

interface View {
  readonly label: string;
  readonly roles: readonly { readonly name: string }[];
  readonly evidence: { readonly lastUsedAt: string | null } | null;
}

const roles = (view: View) => view.roles.map(({ name }) => name);

function create(account: string): Promise<Pair> {
  return json('key', 'create', '--account', account, '--label', 'ERP', '--role', 'OMS - Read only');
}

test('key change gives exactly the roles that are named, a label, or no role at all; the rest stays', async () => {
  await createAccount('sapataria');
  const { appKey } = await create('sapataria');
  const renamed = await json<View>('key', 'change', appKey, '--label', ' ERP 2 ');
  assert.deepEqual([renamed.label, roles(renamed), renamed.evidence], ['ERP 2', ['OMS - Read only'], null]);
  const given = await json<View>('key', 'change', appKey, '--role', 'OMS - Read only', '--role', 'OMS - Full access');
  assert.deepEqual(
    [given.label, roles(given), given.evidence],
    ['ERP 2', ['OMS - Read only', 'OMS - Full access'], null],
  );
  const taken = await json<View>('key', 'change', appKey, '--role', '3');
  assert.deepEqual(roles(taken), ['OMS - Full access']);
  assert.equal(taken.evidence?.lastUsedAt, null);
  assert.deepEqual(roles(await json<View>('key', 'change', appKey, '--no-roles')), []);
  const added = await json<View>('key', 'change', appKey, '--add-role', 'OMS - Read only', '--remove-role', '3');
  assert.deepEqual(roles(added), ['OMS - Read only']);
  const further = await json<View>('key', 'change', appKey, '--add-role', 'OMS - Full access');
  assert.deepEqual(roles(further), ['OMS - Read only', 'OMS - Full access'], 'what is not named stays');
  const removed = await json<View>('key', 'change', appKey, '--remove-role', 'OMS - Read only');
  assert.deepEqual(roles(removed), ['OMS - Full access']);
});

test('of a key that was renewed again, the renewal before is not ended by whoever names it', async () => {
  const { appKey } = await createAccount('livraria');
  await json('key', 'renew', appKey);
  const { renewal } = await json<{ renewal: { startedAt: string } }>('key', 'show', appKey);
  await json('key', 'undo-renewal', appKey, '--started-at', renewal.startedAt);
  await json('key', 'renew', appKey);
  for (const command of ['finish-renewal', 'undo-renewal']) {
    const { status, stderr } = await runCaptured(['key', command, appKey, '--started-at', renewal.startedAt], env);
    assert.equal(status, 1);
    assert.match(stderr, /Somebody changed it meanwhile/);
  }
});

test('key change decides at once, and with --dry-run changes nothing and adds nothing', async () => {
  await createAccount('papelaria');
  const pair = await create('papelaria');
  const view = await json<View>('key', 'change', pair.appKey, '--no-roles', '--dry-run');
  assert.deepEqual([view.roles, view.evidence?.lastUsedAt], [[], null]);
  const { stdout } = await runCaptured(['key', 'change', pair.appKey, '--no-roles', '--dry-run'], env);
  assert.match(stdout, /roles +none\n[\s\S]*last used +never\n[\s\S]*\nNothing was changed\.\n$/);
  const unknown = await runCaptured(['key', 'change', pair.appKey, '--role', 'OMS - Full access', '--dry-run'], env);
  assert.equal(unknown.status, 2);
  assert.match(
    unknown.stderr,
    /would be added to papelaria first.*chaveiro role create --account papelaria --template/s,
  );
  assert.equal((await verify(pair, '--resource', 'OMSViewer')).answer.code, 'allowed');
  await json('key', 'change', pair.appKey, '--no-roles');
  assert.equal((await verify(pair, '--resource', 'OMSViewer')).answer.code, 'no_grant');
});

test('key change says what is missing, and what contradicts itself', async () => {
  const { appKey } = await createAccount('oficina');
  for (const [options, says] of [
    [[], /Nothing is to be changed: add --label, --add-role, --remove-role, --role or --no-roles\./],
    [['--role', '1', '--no-roles'], /--role and --no-roles contradict each other/],
    [['--role', '1', '--remove-role', '2'], /--role and --remove-role contradict each other/],
    [['--no-roles', '--add-role', '2'], /--no-roles and --add-role contradict each other/],
  ] as const) {
    const { status, stderr } = await runCaptured(['key', 'change', appKey, ...options], env);
    assert.equal(status, 2);
    assert.match(stderr, says);
  }
});

test('key list has a column for the last use', async () => {
  await createAccount('armazem');
  const { stdout } = await runCaptured(['key', 'list', '--account', 'armazem'], env);
  assert.match(stdout, /^KEY +LABEL +STATUS +TOKEN +CREATED \(UTC\) +LAST USED +ROLES\n.* never +Owner/);
});
