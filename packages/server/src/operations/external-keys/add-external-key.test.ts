import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChaveiroError } from '../../domain/errors.ts';
import { managementRights } from '../../domain/management-right.ts';
import { sqliteEngine } from '../../storage/sqlite/engine.ts';
import { deleteKey } from '../keys/delete-key.ts';
import { listKeys } from '../keys/list-keys.ts';
import { showKey } from '../keys/show-key.ts';
import { asCaller, openShop, openShopWithFile, operator, refusal, testPeppers } from '../shop.fixture.ts';
import { addExternalKey } from './add-external-key.ts';

const account = 'lojaverde';

test('a key of another account gets roles here, keeps those at home, and stays out of the list of generated keys', async (t) => {
  const shop = await openShop(t);
  const guest = await shop.addKey('lojaazul');
  const role = await shop.addRole(account, ['OMSViewer'], 'Orders');
  const editor = await shop.callerWith(account, ['EditApiKeys']);
  const input = { account, appKey: guest.appKey, roleIds: [role], note: ' Carrier ' };
  const { value } = await addExternalKey(shop.context, editor, input);
  assert.deepEqual(value, {
    id: guest.id,
    appKey: guest.appKey,
    owner: 'lojaazul',
    note: 'Carrier',
    status: 'active',
    roles: [{ id: role, name: 'Orders' }],
    expiresAt: null,
    addedAt: '2026-03-01T12:00:00.000Z',
    addedBy: `key:${editor.appKey}`,
    lastUsedAt: null,
    version: value.version,
  });
  const event = await shop.lastEvent();
  assert.deepEqual(
    [event.action, event.subject, event.account?.name],
    ['external_key.added', `key:${guest.id}`, account],
  );
  assert.deepEqual(event.after, {
    appKey: guest.appKey,
    owner: 'lojaazul',
    roles: [{ id: role, name: 'Orders' }],
    note: 'Carrier',
    expiresAt: null,
  });
  const grants = await shop.storage.read((tx) => tx.listGrantsOfKey(guest.id));
  const here = grants.find((grant) => grant.roleIds.length > 0);
  assert.deepEqual(
    [here?.roleIds, here?.addedBy, here?.note, here?.expiresAt],
    [[role], `key:${editor.appKey}`, 'Carrier', null],
  );
  assert.deepEqual((await showKey(shop.context, operator, { account: 'lojaazul', key: guest.id })).roles, []);
  const listed = (await listKeys(shop.context, operator, { account })).items.map(({ id }) => id);
  assert.ok(!listed.includes(guest.id));
});

test('a key string that is unknown, deleted, impossible or our own answers alike: guessing tells nothing', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole(account, ['OMSViewer']);
  const deleted = await shop.addKey('lojaazul');
  await deleteKey(shop.context, operator, { account: 'lojaazul', key: deleted.id });
  const guest = await shop.addKey('lojaazul');
  const names = [
    shop.owners.lojaverde.appKey,
    deleted.appKey,
    guest.id,
    guest.appKey.toLowerCase(),
    'x-y-z',
    'zero\u0000',
  ];
  for (const appKey of names) {
    await assert.rejects(
      addExternalKey(shop.context, operator, { account, appKey, roleIds: [role] }),
      refusal('not_found', 'No other account has a key with this key string.'),
      appKey,
    );
    const event = await shop.lastEvent();
    assert.deepEqual([event.action, event.subject], ['external_key.not_found', 'account:lojaverde']);
    assert.ok(!JSON.stringify(event).includes(JSON.stringify(appKey)), 'what was tried may be a token');
  }
});

test('an account tries at most twenty key strings in vain within any hour, whoever tries; then also a right one waits', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole(account, ['OMSViewer']);
  const guest = await shop.addKey('lojaazul');
  const own = shop.owners.lojaverde.appKey;
  const editors = [operator, await shop.callerWith(account, ['EditApiKeys'])];
  const add = (appKey: string, i = 0) =>
    addExternalKey(shop.context, editors[i % 2] ?? operator, { account, appKey, roleIds: [role] });
  const start = shop.clock.now;
  for (let i = 0; i < 20; i++) {
    shop.clock.now = start + i * 60_000;
    await assert.rejects(add(i % 3 === 0 ? own : `appkey-lojaazul-${i}`, i), refusal('not_found'));
  }
  assert.deepEqual((await shop.lastEvent()).after, { triedWithinHour: 20 });
  const before = await shop.storage.readRevision();
  for (const appKey of ['appkey-lojaazul-AAAAAA', own, guest.appKey]) {
    await assert.rejects(add(appKey), ({ code, fields, message }: ChaveiroError) => {
      assert.deepEqual([code, fields.retryAfterSeconds], ['too_many_unknown_keys', 41 * 60]);
      assert.match(message, /try again in 41 minutes\.$/);
      return true;
    });
  }
  assert.equal(await shop.storage.readRevision(), before, 'a refusal is no change');
  await addExternalKey(shop.context, operator, {
    account: 'lojaazul',
    appKey: own,
    roleIds: [await shop.addRole('lojaazul', ['OMSViewer'])],
  });

  shop.clock.now = start + 3_600_000 - 1;
  await assert.rejects(add(guest.appKey), refusal('too_many_unknown_keys'));
  shop.clock.now = start + 3_600_000;
  await assert.rejects(add(own), refusal('not_found'));
  await assert.rejects(add(own), refusal('too_many_unknown_keys'), 'the hour slides');
  shop.clock.now += 60_000;
  assert.equal((await add(guest.appKey)).value.id, guest.id);
});

test('twenty-five guesses at once, of two processes, are twenty guesses', async (t) => {
  const { shop, file } = await openShopWithFile(t);
  const role = await shop.addRole(account, ['OMSViewer']);
  const other = await sqliteEngine.open(`sqlite:${file}`, { sealer: testPeppers, lockTimeoutMs: 60_000 });
  t.after(() => other.close());
  const outcomes = await Promise.allSettled(
    Array.from({ length: 25 }, (_, i) =>
      addExternalKey({ ...shop.context, storage: i % 2 === 0 ? shop.storage : other }, operator, {
        account,
        appKey: `appkey-lojaazul-${i}`,
        roleIds: [role],
      }),
    ),
  );
  const codes = outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code);
  const count = (code: string) => codes.filter((each) => each === code).length;
  assert.deepEqual([count('not_found'), count('too_many_unknown_keys')], [20, 5]);
});

test('a grant ends when it was said to, for decisions on management as well; a time that has passed is refused', async (t) => {
  const shop = await openShop(t);
  const guest = await shop.addKey('lojaazul');
  const role = await shop.addRole(account, ['ViewApiKeys']);
  const add = (expiresAt: string) =>
    addExternalKey(shop.context, operator, { account, appKey: guest.appKey, roleIds: [role], expiresAt });
  for (const expiresAt of ['2026-03-01T12:00:00Z', '2026-03-01T11:59:59Z', '2026-03-02', 'soon']) {
    await assert.rejects(add(expiresAt), refusal('invalid_request', 'expiresAt'));
  }
  const { value } = await add('2026-03-01T14:00:00+01:00');
  assert.equal(value.expiresAt, '2026-03-01T13:00:00.000Z');
  const list = () => listKeys(shop.context, asCaller(guest), { account });
  shop.clock.now = Date.parse('2026-03-01T13:00:00Z') - 1;
  assert.equal((await list()).total, 1);
  shop.clock.now += 1;
  await assert.rejects(list(), refusal('not_found'));
});

test('the owner is concerned by the event, and gets to know the key string and nothing else', async (t) => {
  const shop = await openShop(t);
  const guest = await shop.addKey('lojaazul');
  const role = await shop.addRole(account, ['OMSViewer']);
  await addExternalKey(shop.context, operator, {
    account,
    appKey: guest.appKey,
    roleIds: [role],
    note: 'secret plans',
  });
  const { alsoVisibleTo } = await shop.lastEvent();
  assert.deepEqual(
    alsoVisibleTo?.map(({ account: concerned, ...known }) => [concerned.name, known]),
    [['lojaazul', { before: null, after: { appKey: guest.appKey } }]],
  );
});

test('a key is added once, with at least one role of this account', async (t) => {
  const shop = await openShop(t);
  const { appKey } = await shop.addKey('lojaazul');
  const role = await shop.addRole(account, ['OMSViewer']);
  const add = (roleIds: number[]) => addExternalKey(shop.context, operator, { account, appKey, roleIds });
  await assert.rejects(add([]), refusal('invalid_request', 'at least one role'));
  await assert.rejects(add([role, 99]), refusal('invalid_request', '99'));
  await add([role]);
  await assert.rejects(add([role]), refusal('external_key_exists', appKey));
});

test('only an Owner gives management rights to an external key, however many the giver holds', async (t) => {
  const shop = await openShop(t);
  const { appKey } = await shop.addKey('lojaazul');
  const manager = await shop.callerWith(account, managementRights);
  const role = await shop.addRole(account, ['OMSViewer', 'ViewApiKeys']);
  const add = (actor: typeof manager, roleIds: number[]) =>
    addExternalKey(shop.context, actor, { account, appKey, roleIds });
  await assert.rejects(add(manager, [role]), refusal('above_own_rights', 'Owner'));
  await assert.rejects(add(manager, [1]), refusal('above_own_rights', 'Owner'));
  await add(asCaller(shop.owners.lojaverde), [role]);
});
