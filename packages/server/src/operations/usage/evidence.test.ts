import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { dayOf, hourOf, type KeyUse } from '../../domain/key-use.ts';
import { addExternalKey } from '../external-keys/add-external-key.ts';
import { changeKey } from '../keys/change-key.ts';
import { deleteKey } from '../keys/delete-key.ts';
import { finishRenewal, undoRenewal } from '../keys/end-renewal.ts';
import { listKeys } from '../keys/list-keys.ts';
import { showKey } from '../keys/show-key.ts';
import { startRenewal } from '../keys/start-renewal.ts';
import { openShop, operator, refusal } from '../shop.fixture.ts';
import { showKeyUsage } from './show-key-usage.ts';

const account = 'lojaverde';
const hour = 3_600_000;
const day = 24 * hour;
const never = { lastUsedAt: null, lastAddress: null };
const none = { allowed: 0, denied: 0 };

/** A key with two tokens, and a way to say how they were used. */
async function setUp(t: TestContext) {
  const shop = await openShop(t);
  const key = (await shop.addKey(account)).id;
  await startRenewal(shop.context, operator, { account, key });
  const named = { account, key };
  const { tokens } = await shop.storage.read((tx) => tx.readKeyUsage(key, { hour: 0, day: 0 }));
  const idOf = (role: 'old' | 'new') => tokens.find((token) => token.role === role)?.id ?? null;
  const use = async (role: 'old' | 'new' | 'wrong', ago: number, more: Partial<KeyUse> = {}) => {
    const lastAt = shop.clock.now - ago;
    const tokenId = role === 'wrong' ? null : idOf(role);
    const code = role === 'wrong' ? 'invalid_credentials' : 'allowed';
    const usage = {
      keyId: key,
      tokenId,
      accountId: 1,
      code,
      count: 1,
      hour: hourOf(lastAt),
      lastAt,
      address: '192.0.2.1',
    };
    await shop.storage.usage.addUses([{ ...usage, ...more } as KeyUse]);
  };
  const isoAgo = (ago: number) => new Date(shop.clock.now - ago).toISOString();
  const revision = () => shop.storage.readRevision();
  return { shop, key, named, use, isoAgo, revision };
}

test('evidence has the last use and the requests of 24 hours and of 14 days, by token, never of less time than that', async (t) => {
  const { shop, named, use, isoAgo } = await setUp(t);
  shop.clock.now += hour / 2;
  await use('old', 24 * hour, { count: 2 });
  await use('old', 26 * hour, { count: 4, code: 'no_grant', accountId: 2, address: '192.0.2.2' });
  await use('old', 14 * day, { count: 8 });
  await use('old', 16 * day, { count: 16 });
  await use('new', 5 * 60_000, { count: 32, code: 'resource_denied', address: '192.0.2.3' });
  await use('wrong', 60_000, { count: 64 });
  const { evidence } = (await finishRenewal(shop.context, operator, { ...named, dryRun: true })).value;
  const createdAt = '2026-03-01T12:00:00.000Z';
  assert.deepEqual(evidence, {
    lastUsedAt: isoAgo(5 * 60_000),
    lastAddress: '192.0.2.3',
    last24Hours: { allowed: 2, denied: 32 },
    last14Days: { allowed: 10, denied: 36 },
    tokens: [
      {
        ...{ role: 'old', createdAt, lastUsedAt: isoAgo(24 * hour), lastAddress: '192.0.2.1' },
        ...{ last24Hours: { allowed: 2, denied: 0 }, last14Days: { allowed: 10, denied: 4 } },
      },
      {
        ...{ role: 'new', createdAt, lastUsedAt: isoAgo(5 * 60_000), lastAddress: '192.0.2.3' },
        ...{ last24Hours: { allowed: 0, denied: 32 }, last14Days: { allowed: 0, denied: 32 } },
      },
    ],
  });
});

test('evidence of a key that was never used says so', async (t) => {
  const { shop, named } = await setUp(t);
  const { evidence } = (await deleteKey(shop.context, operator, { ...named, dryRun: true })).value;
  const { tokens, ...whole } = evidence;
  assert.deepEqual(whole, { ...never, last24Hours: none, last14Days: none });
  assert.deepEqual(
    tokens.map(({ role, lastUsedAt }) => [role, lastUsedAt]),
    [
      ['old', null],
      ['new', null],
    ],
  );
});

test('a dry run answers what the real one answers then, changes nothing and leaves no event', async (t) => {
  const { shop, named, use, revision } = await setUp(t);
  await use('old', 1_000);
  const { context } = shop;
  const before = [await showKey(context, operator, named), await revision()];
  const runs = [
    (dryRun: boolean) => changeKey(context, operator, { ...named, isActive: false, label: 'paused', dryRun }),
    (dryRun: boolean) => finishRenewal(context, operator, { ...named, dryRun }),
    (dryRun: boolean) => deleteKey(context, operator, { ...named, dryRun }),
  ];
  const dry: unknown[] = [];
  for (const run of [...runs, (dryRun: boolean) => undoRenewal(context, operator, { ...named, dryRun })]) {
    dry.push((await run(true)).value);
    assert.deepEqual([await showKey(context, operator, named), await revision()], before);
  }
  for (const [place, run] of runs.entries()) {
    // What came before has changed the key meanwhile: the last dry run is the one to compare with.
    const expected = place === 0 ? dry[0] : (await run(true)).value;
    assert.deepEqual((await run(false)).value, expected);
  }
  await assert.rejects(showKey(context, operator, named), refusal('not_found'));
});

test('a dry run is refused like the real one', async (t) => {
  const { shop, named } = await setUp(t);
  const viewer = await shop.callerWith(account, ['ViewApiKeys']);
  const renewer = await shop.callerWith(account, ['RenewApiToken']);
  const { context } = shop;
  await assert.rejects(deleteKey(context, viewer, { ...named, dryRun: true }), refusal('resource_missing'));
  await assert.rejects(
    changeKey(context, renewer, { ...named, isActive: false, dryRun: true }),
    refusal('resource_missing'),
  );
  await assert.rejects(finishRenewal(context, viewer, { ...named, dryRun: true }), refusal('resource_missing'));
  await undoRenewal(context, renewer, named);
  await assert.rejects(finishRenewal(context, renewer, { ...named, dryRun: true }), refusal('no_renewal'));
});

test('only what takes access away carries evidence', async (t) => {
  const { shop, named } = await setUp(t);
  const change = async (more: object) =>
    (await changeKey(shop.context, operator, { ...named, ...more })).value.evidence;
  assert.equal(await change({ label: 'other' }), null);
  assert.notEqual(await change({ isActive: false }), null);
  assert.notEqual(await change({ isActive: false }), null, 'also when it is inactive already');
  assert.equal(await change({ isActive: true }), null);
  const roleIds = [await shop.addRole(account, ['OMSViewer']), await shop.addRole(account, ['Changes'], 'other')];
  assert.equal(await change({ roleIds }), null);
  assert.notEqual(await change({ roleIds: roleIds.slice(1) }), null);
});

test('the use of a key by day: allowed, denied by reason, the oldest first, without gaps', async (t) => {
  const { shop, named, use } = await setUp(t);
  await use('old', 0, { count: 3 });
  await use('new', 0, { count: 4 });
  await use('old', 2 * day, { count: 1, code: 'key_inactive' });
  await use('new', 2 * day, { count: 1, code: 'key_inactive', accountId: 2 });
  await use('wrong', 2 * day, { count: 5 });
  await use('old', 3 * day, { count: 9 });
  await use('old', 89 * day, { count: 2 });
  const { days } = await showKeyUsage(shop.context, operator, { ...named, days: 3 });
  assert.deepEqual(days, [
    { day: '2026-02-27', allowed: 0, denied: { invalid_credentials: 5, key_inactive: 2 } },
    { day: '2026-02-28', allowed: 0, denied: {} },
    { day: '2026-03-01', allowed: 7, denied: {} },
  ]);
  assert.equal((await showKeyUsage(shop.context, operator, named)).days.length, 14);
  const quarter = await showKeyUsage(shop.context, operator, { ...named, days: 90 });
  assert.deepEqual(
    [quarter.days[0]?.allowed, quarter.days[0]?.day],
    [2, new Date(dayOf(shop.clock.now) - 89 * day).toISOString().slice(0, 10)],
  );
  assert.deepEqual(quarter.last14Days, { allowed: 16, denied: 2 }, 'evidence looks at its own time');
  for (const count of [0, 91, 1.5]) {
    await assert.rejects(
      showKeyUsage(shop.context, operator, { ...named, days: count }),
      refusal('invalid_request', '1 to 90'),
    );
  }
});

test('a list brings the requests of each of its keys by day, only when they are asked for', async (t) => {
  const { shop, key, named, use } = await setUp(t);
  await use('old', 0, { count: 3 });
  await use('new', 0, { count: 2, code: 'no_grant', accountId: 2 });
  await use('wrong', 13 * day, { count: 5 });
  await use('old', 14 * day, { count: 9 });
  await shop.addKey(account, [], 'never used');
  const list = (more: object) => listKeys(shop.context, operator, { account, ...more });
  assert.ok((await list({})).items.every((item) => !('requestsByDay' in item)));
  assert.ok((await list({ usage: false })).items.every((item) => !('requestsByDay' in item)));
  const { items } = await list({ usage: true });
  const used = items.find(({ id }) => id === key)?.requestsByDay ?? [];
  const total = ({ allowed, denied }: { allowed: number; denied: number }) => allowed + denied;
  assert.deepEqual(
    [used.length, used[0], used.at(-1)],
    [14, { day: '2026-02-16', allowed: 0, denied: 5 }, { day: '2026-03-01', allowed: 3, denied: 2 }],
  );
  assert.equal(
    used.reduce((sum, each) => sum + total(each), 0),
    10,
  );
  const others = items.filter(({ id }) => id !== key);
  assert.equal(others.length, 2);
  for (const { requestsByDay = [] } of others) {
    assert.deepEqual([requestsByDay.length, requestsByDay.every((each) => total(each) === 0)], [14, true]);
  }
  const { days } = await showKeyUsage(shop.context, operator, named);
  assert.deepEqual(
    used.map(total),
    days.map(({ allowed, denied }) => allowed + Object.values(denied).reduce((sum, each) => sum + each, 0)),
    'the key by itself says the same',
  );
});

test('an account that gave a key roles does not learn how it is used: the key is not its own', async (t) => {
  const { shop, key, named, use } = await setUp(t);
  await use('old', 1_000);
  const { appKey } = await showKey(shop.context, operator, named);
  const role = await shop.addRole('lojaazul', ['OMSViewer']);
  await addExternalKey(shop.context, operator, { account: 'lojaazul', appKey, roleIds: [role] });
  const stranger = await shop.callerWith('lojaazul', ['ViewApiKeys', 'EditApiKeys', 'RenewApiToken']);
  for (const input of [{ account: 'lojaazul', key }, { account: 'lojaazul', key: appKey }, named]) {
    await assert.rejects(showKeyUsage(shop.context, stranger, input), refusal('not_found'));
    await assert.rejects(deleteKey(shop.context, stranger, { ...input, dryRun: true }), refusal('not_found'));
  }
});
