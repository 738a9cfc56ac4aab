import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addExternalKey } from '../external-keys/add-external-key.ts';
import { changeKey } from '../keys/change-key.ts';
import { deleteKey } from '../keys/delete-key.ts';
import { finishRenewal, undoRenewal } from '../keys/end-renewal.ts';
import { startRenewal } from '../keys/start-renewal.ts';
import { changeRole } from '../roles/change-role.ts';
import { deleteRole } from '../roles/delete-role.ts';
import { asCaller, openShop, operator, refusal, type Shop } from '../shop.fixture.ts';
import { addUser } from '../users/add-user.ts';
import { changeUser } from '../users/change-user.ts';
import { removeUser } from '../users/remove-user.ts';
import { exportAuditEvents } from './export-audit-events.ts';
import { exportWholeLog } from './export-whole-log.ts';
import { type ListAuditEventsInput, listAuditEvents } from './list-audit-events.ts';

const account = 'lojaverde';

async function list(shop: Shop, input: Partial<ListAuditEventsInput> = {}) {
  return await listAuditEvents(shop.context, operator, { account, ...input });
}

/** An event of lojaazul that concerns lojaverde. */
async function concern(shop: Shop): Promise<void> {
  const actor = asCaller(shop.owners.lojaazul);
  const azul = await shop.storage.read((tx) => tx.findAccountByName('lojaazul'));
  const verde = await shop.storage.read((tx) => tx.findAccountByName(account));
  await shop.storage.change(shop.clock.now, async () => ({
    value: null,
    event: {
      action: 'external_key.added',
      actor: { ...actor, source: { channel: 'http', address: '192.0.2.9' } },
      accountId: azul?.id ?? null,
      subject: 'key:theirs',
      before: null,
      after: { roles: ['Secret role'], label: 'known' },
      alsoVisibleTo: [{ accountId: verde?.id ?? 0, before: null, after: { label: 'known' } }],
    },
  }));
}

test('the events of an account are listed, newest first, with who, from where, before and after', async (t) => {
  const shop = await openShop(t);
  const { id } = await shop.addKey(account, [], 'ERP');
  shop.clock.now += 1_000;
  await changeKey(shop.context, asCaller(shop.owners.lojaverde), { account, key: id, label: 'CRM' });
  const { items, total, nextCursor } = await list(shop);
  assert.deepEqual(
    items.map(({ action }) => action),
    ['key.changed', 'key.created', 'account.created'],
  );
  assert.deepEqual([total, nextCursor], [3, null]);
  const revision = Number((await shop.storage.readRevision()).split('-')[1]);
  assert.deepEqual(items[0], {
    id: revision,
    at: '2026-03-01T12:00:01.000Z',
    action: 'key.changed',
    actor: `key:${shop.owners.lojaverde.appKey}`,
    source: { channel: 'http' },
    account,
    subject: `key:${id}`,
    subjectName: 'ERP',
    before: { label: 'ERP' },
    after: { label: 'CRM' },
  });
});

test('an account sees of what concerns it only what it may know, and nothing of what does not', async (t) => {
  const shop = await openShop(t);
  await shop.addKey('lojaazul', [], 'of nobody else');
  await concern(shop);
  const { items } = await list(shop);
  assert.deepEqual(
    items.map(({ action }) => action),
    ['external_key.added', 'account.created'],
  );
  const [event] = items;
  assert.deepEqual(
    [event?.account, event?.actor, event?.source, event?.before, event?.after],
    ['lojaazul', null, null, null, { label: 'known' }],
  );
  const text = JSON.stringify(items);
  for (const hidden of ['Secret role', '192.0.2.9', shop.owners.lojaazul.appKey]) assert.ok(!text.includes(hidden));
  assert.equal((await list(shop, { q: 'secret role' })).total, 0, 'nor finds it by what is hidden');
  const [own] = (await list(shop, { account: 'lojaazul' })).items;
  assert.deepEqual(own?.after, { roles: ['Secret role'], label: 'known' });
});

test('what an event was done to has the name that it had then, and keys of other accounts their key string alone', async (t) => {
  const shop = await openShop(t);
  const { context } = shop;
  const role = await shop.addRole(account, ['OMSViewer'], 'Orders');
  const { id: key, appKey } = await shop.addKey(account, [], 'ERP');
  const there = await shop.addRole('lojaazul', ['OMSViewer'], 'Their role');
  await addExternalKey(context, operator, { account: 'lojaazul', appKey, roleIds: [there] });
  await changeKey(context, operator, { account, key, label: 'CRM', isActive: false });
  await changeKey(context, operator, { account, key, roleIds: [role] });
  await startRenewal(context, operator, { account, key, delivery: 'link' });
  await finishRenewal(context, operator, { account, key, when: 'opened' });
  await undoRenewal(context, operator, { account, key });
  await deleteKey(context, operator, { account, key });
  await changeRole(context, operator, { account, role, name: 'Pedidos' });
  const { id: user } = (await addUser(context, operator, { account, email: 'bia@example.com', roleIds: [] })).value;
  await changeUser(context, operator, { account, user, name: 'Bia' });
  await removeUser(context, operator, { account, user });
  await deleteRole(context, operator, { account, role });
  const names = async (of: string, subject: string) =>
    (await list(shop, { account: of, subject })).items
      .map(({ action, subjectName }) => `${action} ${subjectName}`)
      .toReversed();
  const changes = ['renewal.started', 'renewal.finish_scheduled', 'renewal.undone', 'key.deleted'];
  assert.deepEqual(await names(account, `key:${key}`), [
    'key.created ERP',
    'external_key.added null',
    'key.deactivated ERP',
    ...['key.changed', ...changes].map((action) => `${action} CRM`),
  ]);
  assert.deepEqual(await names('lojaazul', `key:${key}`), [
    `external_key.added ${appKey}`,
    'key.deactivated null',
    'key.deleted null',
  ]);
  assert.deepEqual(await names(account, `role:lojaverde/${role}`), [
    'role.created Orders',
    'role.changed Orders',
    'role.deleted Pedidos',
  ]);
  assert.deepEqual(
    await names(account, `user:${user}`),
    ['user.added', 'user.changed', 'user.removed'].map((action) => `${action} bia@example.com`),
  );
  assert.equal(
    (await list(shop, { account: 'lojaazul', q: 'CRM' })).total,
    0,
    'a label is not to be searched for elsewhere',
  );
  assert.equal((await list(shop, { q: 'crm', subject: `key:${key}` })).total, 6);
  assert.equal((await list(shop, { account: 'lojaazul', subject: `user:${user}` })).total, 0);
});

test('the list needs view_metrics, and a stranger hears that there is no such account', async (t) => {
  const shop = await openShop(t);
  const ask = (actor: Parameters<typeof listAuditEvents>[1], of: string | null = account) =>
    listAuditEvents(shop.context, actor, { account: of });
  const reader = await shop.callerWith(account, ['view_metrics']);
  assert.ok((await ask(reader)).items.length > 0);
  await assert.rejects(ask(await shop.callerWith(account, ['ViewApiKeys'])), refusal('resource_missing'));
  await assert.rejects(ask(asCaller(shop.owners.lojaazul)), refusal('not_found'));
  await assert.rejects(ask(asCaller(shop.owners.lojaverde), null), refusal('not_found'));
  assert.ok((await ask(operator, null)).items.some(({ account: of }) => of === 'lojaazul'));
});

test('pages and filters work together, and bad ones are named', async (t) => {
  const shop = await openShop(t);
  for (let i = 0; i < 5; i++) {
    shop.clock.now += 60_000;
    await shop.addKey(account, [], `Chave ${i}`);
  }
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(shop, { q: 'CHAVE', from: '2026-03-01T12:02:00Z', limit: 2, cursor });
    found.push(...page.items.map(({ after }) => (after as { label: string }).label));
    assert.equal(page.total, 4);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  assert.deepEqual(found, ['Chave 4', 'Chave 3', 'Chave 2', 'Chave 1']);
  assert.equal((await list(shop, { to: '2026-03-01' })).total, 0);
  assert.equal((await list(shop, { from: '2026-03-01', action: 'key.created' })).total, 5);
  assert.equal((await list(shop, { actor: `key:${shop.owners.lojaverde.appKey}` })).total, 0);
  const bad: [Partial<ListAuditEventsInput>, string][] = [
    [{ from: 'yesterday' }, 'from'],
    [{ from: '2026-02-30T25:00Z' }, 'from'],
    [{ to: '2026-03-01T12:00' }, 'to'],
    [{ q: 'a\nb' }, 'search'],
    [{ action: 'x\0' }, 'action'],
    [{ action: 'key.create' }, 'Did you mean "key.created"'],
    [{ subject: 'x\0' }, 'subject'],
    [{ to: '2026-02-31' }, 'to'],
    [{ from: '2026-02-30' }, 'from'],
    [{ from: '2026-02-31T12:00:00Z' }, 'from'],
    [{ from: '2026-12-02', to: '2026-12-01' }, '"to" has to be after "from"'],
    [{ from: '2026-12-01', to: '2026-12-01T00:00:00Z' }, '"to" has to be after "from"'],
    [{ actor: 'nina@lojaverde.example' }, 'Did you mean "user:nina@lojaverde.example"?'],
    [{ actor: 'appkey-lojaverde-QWERTY' }, 'Did you mean "key:appkey-lojaverde-QWERTY"?'],
    [{ actor: 'somebody' }, 'An actor is "operator"'],
    [{ actor: 'user:nina' }, 'An actor is "operator"'],
    [{ subject: 'key:appkey-lojaverde-QWERTY' }, 'found by "q"'],
    [{ subject: 'user:nina@lojaverde.example' }, 'found by "q"'],
    [{ subject: 'role:3' }, 'role:{account}/{id}'],
    [{ subject: 'constructor:x' }, 'A subject is'],
    [{ limit: 0 }, '1 to 200'],
    [{ cursor: 'x' }, 'cursor'],
    [{ cursor: Buffer.from('[1,"2"]').toString('base64url') }, 'cursor'],
  ];
  for (const [input, part] of bad) await assert.rejects(list(shop, input), refusal('invalid_request', part));
});

test('an actor and a subject are found whatever their letter case, in a list and in an export', async (t) => {
  const shop = await openShop(t);
  const { context, owners } = shop;
  const { id: key } = await shop.addKey(account, [], 'ERP');
  shop.clock.now += 1_000;
  await changeKey(context, asCaller(owners.lojaverde), { account, key, label: 'CRM' });
  const nina = { type: 'user', userId: 'x', email: 'nina@lojaverde.example', sessionId: null } as const;
  await shop.storage.change(shop.clock.now, async () => {
    const accountId = (await shop.storage.read((tx) => tx.findAccountByName(account)))?.id ?? 0;
    const actor = { ...nina, source: { channel: 'http' } } as const;
    return {
      value: null,
      event: { action: 'key.changed', actor, accountId, subject: 'keys', before: null, after: null },
    };
  });
  shop.clock.now += 1_000;
  const { appKey } = owners.lojaverde;
  for (const filters of [
    { actor: 'User:Nina@LojaVerde.example' },
    { actor: `KEY:${appKey.toLowerCase()}` },
    { actor: `key:${appKey.toUpperCase()}`, from: '2026-02-28', to: '2028-02-29' },
    { subject: `Key:${key.toUpperCase()}`, action: 'key.changed' },
    { subject: 'KEYS', action: 'key.changed' },
  ]) {
    assert.equal((await list(shop, filters)).total, 1, JSON.stringify(filters));
    let exported = 0;
    for await (const page of await exportAuditEvents(context, operator, account, filters)) exported += page.length;
    assert.equal(exported, 1, JSON.stringify(filters));
  }
});

test('an export has every event of the account once, oldest first, and is an event itself', async (t) => {
  const shop = await openShop(t);
  for (let i = 0; i < 600; i++) await shop.addKey(account);
  shop.clock.now += 1;
  const reader = await shop.callerWith(account, ['view_metrics']);
  shop.clock.now += 1;
  const filters = { action: 'key.created', q: 'chv_0123456789abcdef' };
  await exportAuditEvents(shop.context, reader, account, filters);
  const event = await shop.lastEvent();
  assert.deepEqual([event.action, event.account?.name], ['audit.exported', account]);
  assert.deepEqual(event.after, { action: 'key.created', q: 'chv_[hidden]' });
  shop.clock.now += 1;
  const ids: number[] = [];
  for await (const page of await exportAuditEvents(shop.context, reader, account, {})) {
    ids.push(...page.map(({ id }) => id));
  }
  const { total } = await list(shop);
  assert.equal(ids.length, (total ?? 0) - 1, 'all but the event of this export');
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => a - b),
  );
});

test('whoever loses the right while exporting gets no further', async (t) => {
  const shop = await openShop(t);
  for (let i = 0; i < 600; i++) await shop.addKey(account);
  shop.clock.now += 1;
  const reader = await shop.callerWith(account, ['view_metrics']);
  const pages = (await exportAuditEvents(shop.context, reader, account, {}))[Symbol.asyncIterator]();
  assert.equal((await pages.next()).done, false);
  await changeKey(shop.context, operator, { account, key: reader.keyId, isActive: false });
  await assert.rejects(pages.next(), refusal('key_inactive'));
});

test('the whole log has a line for every change, also for those that retention erased', async (t) => {
  const shop = await openShop(t);
  await shop.storage.change(shop.clock.now, async (tx) => {
    await tx.eraseAuditContents(2);
    const event = { action: 'audit.erased', actor: operator, accountId: null, subject: 'audit' } as const;
    return { value: null, event: { ...event, before: null, after: { untilRevision: 2 } } };
  });
  const lines = [];
  for await (const page of await exportWholeLog(shop.context, operator)) lines.push(...page);
  const revision = Number((await shop.storage.readRevision()).split('-')[1]);
  assert.deepEqual(
    lines.map(({ id }) => id),
    Array.from({ length: revision }, (_, i) => i + 1),
  );
  assert.deepEqual(lines.slice(0, 2), [
    { id: 1, erased: true },
    { id: 2, erased: true },
  ]);
  assert.equal((lines.at(-1) as { action: string }).action, 'audit.exported');
});
