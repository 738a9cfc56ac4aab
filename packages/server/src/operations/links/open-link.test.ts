import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { hasValidChecksum } from '#engine';
import { proofOf, unsealToken } from '../../domain/single-access-link.ts';
import { changeKey } from '../keys/change-key.ts';
import { createKey } from '../keys/create-key.ts';
import { deleteKey } from '../keys/delete-key.ts';
import { openShop, operator, refusal } from '../shop.fixture.ts';
import { openLink } from './open-link.ts';

const source = { channel: 'http', address: '192.0.2.7', userAgent: 'curl/8' } as const;
const account = 'lojaverde';

/** A shop with a key that was delivered by a link, and what its receiver has. */
async function openLinkedShop(t: TestContext) {
  const shop = await openShop(t);
  const { value } = await createKey(shop.context, operator, { account, label: 'ERP', roleIds: [], delivery: 'link' });
  const [, id = '', secret = ''] =
    /^https:\/\/keys\.example\.com\/credentials\/([^#]+)#(.+)$/.exec(value.link.url) ?? [];
  const open = async (proof = proofOf(secret), link = id) =>
    (await openLink(shop.context, source, { link, proof })).value;
  return { shop, key: value, id, secret, open };
}

const gone = refusal('link_gone', 'opened before');
const wrongProof = proofOf(Buffer.alloc(32).toString('base64url'));

test('a link brings the token of its key once, and the server never had what opens it', async (t) => {
  const { shop, key, id, secret, open } = await openLinkedShop(t);
  assert.deepEqual(Object.keys(key).sort(), ['appKey', 'id', 'link']);
  const created = await shop.lastEvent();
  assert.deepEqual(created.after?.link, { id, expiresAt: key.link.expiresAt });

  const { appKey, ...sealed } = await open();
  const token = unsealToken(id, secret, sealed);
  assert.ok(token !== undefined && hasValidChecksum(token));
  assert.equal(appKey, key.appKey);
  assert.equal(unsealToken(id, wrongProof, sealed), undefined);
  assert.equal(unsealToken(key.id, secret, sealed), undefined);

  const opened = await shop.lastEvent();
  assert.deepEqual(
    [opened.action, opened.actor, opened.source, opened.account?.name, opened.subject, opened.after],
    ['link.opened', 'anonymous', source, account, `key:${key.id}`, { link: id, appKey }],
  );
  for (const { content } of await shop.storage.audit.listAuditEntries(0, 100)) {
    for (const text of [secret, proofOf(secret), token]) assert.ok(!content?.includes(text.slice(0, 12)));
  }
  await assert.rejects(open(), gone);
});

test('a wrong proof, an unknown id and a used link are one error; none uses a link up', async (t) => {
  const { shop, id, secret, open } = await openLinkedShop(t);
  const messages = new Set<string>();
  const refused = async (attempt: Promise<unknown>) => {
    const error = await attempt.then(
      () => assert.fail('it was opened'),
      (thrown: Error) => thrown,
    );
    assert.ok(gone(error));
    messages.add(JSON.stringify(error));
    messages.add(error.message);
  };
  await refused(open(wrongProof));
  for (const unknown of ['00000000-0000-4000-8000-000000000000', 'x', '', "' or 1=1 --", id.toUpperCase()]) {
    await refused(open(proofOf(secret), unknown));
  }
  await open();
  await refused(open());
  assert.equal(messages.size, 2, 'one message, and one set of fields');
  assert.equal((await shop.lastEvent()).action, 'link.opened');
});

test('who tries in vain is recorded with the reason, once a minute for each link', async (t) => {
  const { shop, key, id, open } = await openLinkedShop(t);
  const before = await shop.storage.readRevision();
  for (let attempt = 0; attempt < 5; attempt++) await assert.rejects(open(wrongProof), gone);
  await assert.rejects(open(wrongProof, '00000000-0000-4000-8000-000000000000'), gone);
  const event = await shop.lastEvent();
  assert.deepEqual(
    [event.action, event.source, event.subject, event.after],
    ['link.refused', source, `key:${key.id}`, { link: id, appKey: key.appKey, reason: 'wrong_proof' }],
  );
  const [count, next] = [before, await shop.storage.readRevision()].map((each) => Number(each.split('-')[1]));
  assert.equal((next ?? 0) - (count ?? 0), 1);
});

test('a second opening is recorded, so that whoever issued the link sees that two had it', async (t) => {
  const { shop, open } = await openLinkedShop(t);
  await open();
  await assert.rejects(open(), gone);
  assert.equal((await shop.lastEvent()).after?.reason, 'opened_before');
});

test('the clock of the process neither shortens nor lengthens the life of a link', async (t) => {
  const { shop, key, open } = await openLinkedShop(t);
  const hours = (Date.parse(key.link.expiresAt) - Date.now()) / 3_600_000;
  // The shop's clock stands still in March 2026; the database's does not.
  assert.ok(hours > 23.9 && hours <= 24, `${hours} hours`);
  shop.clock.now += 1_000 * 86_400_000;
  await open();
});

test('an inactive key does not withdraw its link; a deleted one does', async (t) => {
  const { shop, key, open } = await openLinkedShop(t);
  await changeKey(shop.context, operator, { account, key: key.id, isActive: false });
  await open();
  const other = await openLinkedShop(t);
  await deleteKey(other.shop.context, operator, { account, key: other.key.id });
  await assert.rejects(other.open(), gone);
  assert.equal((await other.shop.lastEvent()).action, 'key.deleted');
});
