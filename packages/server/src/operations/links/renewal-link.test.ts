import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { parseAuditRecord } from '../../domain/audit-record.ts';
import { proofOf, unsealToken } from '../../domain/single-access-link.ts';
import { createKey } from '../keys/create-key.ts';
import { finishRenewal, undoRenewal } from '../keys/end-renewal.ts';
import { showKey } from '../keys/show-key.ts';
import { startRenewal } from '../keys/start-renewal.ts';
import { openShopWithFile, operator, refusal, type Shop } from '../shop.fixture.ts';
import type { IssuedLink } from './deliver-token.ts';
import { expireLinks } from './expire-links.ts';
import { openLink } from './open-link.ts';

const account = 'lojaverde';

/** A shop with a key, whose renewals are delivered by links. */
async function openRenewed(t: TestContext) {
  const { shop, file } = await openShopWithFile(t);
  const key = (await shop.addKey(account)).id;
  return {
    shop,
    key,
    renew: async () => {
      shop.clock.now += 1000;
      return (await startRenewal(shop.context, operator, { account, key, delivery: 'link' })).value.link;
    },
    finish: (when: 'now' | 'opened') => finishRenewal(shop.context, operator, { account, key, when }),
    show: () => showKey(shop.context, operator, { account, key }),
    /** Lets the day pass, for every link: the database's clock cannot be moved. */
    letDayPass() {
      const database = new DatabaseSync(file);
      database.exec('UPDATE links SET expires_at = expires_at - 86400000');
      database.close();
    },
  };
}

async function open({ context }: Shop, { url }: IssuedLink): Promise<string | undefined> {
  const { pathname, hash } = new URL(url);
  const [id = '', secret] = [pathname.split('/').at(-1), hash.slice(1)];
  const { value } = await openLink(context, { channel: 'http' }, { link: id, proof: proofOf(secret) });
  return unsealToken(id, secret, value);
}

const gone = refusal('link_gone');

const sum = (counts: readonly number[]) => counts.reduce((all, each) => all + each, 0);

test('the key shows what became of the link to its new token', async (t) => {
  const { shop, renew, show, letDayPass } = await openRenewed(t);
  const state = async () => (await show()).renewal?.link;
  assert.equal((await show()).renewal, null);
  const link = await renew();
  assert.equal(await state(), 'unopened');
  const started = await shop.lastEvent();
  const id = new URL(link.url).pathname.split('/').at(-1);
  assert.deepEqual(started.after?.link, { id, expiresAt: link.expiresAt });
  assert.match((await open(shop, link)) ?? '', /^chv_/);
  assert.equal(await state(), 'opened');
  letDayPass();
  assert.equal(await state(), 'opened');
});

test('while a link can be opened its key is not renewed again, also after the renewal was finished, and also a new key', async (t) => {
  const { shop, renew, finish } = await openRenewed(t);
  const link = await renew();
  await assert.rejects(renew(), refusal('link_unopened', 'opened'));
  await finish('now');
  await assert.rejects(renew(), refusal('link_unopened'));
  await open(shop, link);
  await renew();

  const { value } = await createKey(shop.context, operator, { account, label: 'b', roleIds: [], delivery: 'link' });
  const start = () => startRenewal(shop.context, operator, { account, key: value.id });
  await assert.rejects(start(), refusal('link_unopened'));
  await open(shop, value.link);
  await start();
});

test('once the link was opened, a second renewal is refused because the first is pending', async (t) => {
  const { shop, renew } = await openRenewed(t);
  await open(shop, await renew());
  await assert.rejects(renew(), refusal('renewal_pending'));
});

test('a renewal whose link expired unopened is replaced: its token is gone, the old one stays', async (t) => {
  const { shop, renew, show, letDayPass, finish } = await openRenewed(t);
  const before = await show();
  const first = await renew();
  letDayPass();
  assert.equal((await show()).renewal?.link, 'expired');
  await assert.rejects(finish('opened'), refusal('link_expired'));
  const second = await renew();
  const after = await show();
  assert.deepEqual([after.renewal?.link, after.tokens.length], ['unopened', 2]);
  assert.equal(after.tokens[0]?.createdAt, before.createdAt);
  await assert.rejects(open(shop, first), gone);
  assert.match((await open(shop, second)) ?? '', /^chv_/);
});

test('after a finish whose link expired, the key is renewed again', async (t) => {
  const { renew, finish, show, letDayPass } = await openRenewed(t);
  await renew();
  await finish('now');
  letDayPass();
  await renew();
  assert.deepEqual(
    (await show()).tokens.map(({ role }) => role),
    ['old', 'new'],
  );
});

test('a link that expired unopened is recorded once, by Chaveiro, and an opened one is not', async (t) => {
  const { shop, key, renew, finish, letDayPass } = await openRenewed(t);
  await open(shop, await renew());
  await finish('now');
  const link = await renew();
  letDayPass();
  const before = await shop.storage.readRevision();
  assert.deepEqual(await Promise.all([expireLinks(shop.context), expireLinks(shop.context)]).then(sum), 1);
  const { action, actor, account: owner, subject, after } = await shop.lastEvent();
  const id = new URL(link.url).pathname.split('/').at(-1);
  const { appKey } = await showKey(shop.context, operator, { account, key });
  assert.deepEqual(
    [action, actor, owner?.name, subject, after],
    ['link.expired', 'system', account, `key:${key}`, { link: id, appKey }],
  );
  assert.equal(await expireLinks(shop.context), 0);
  const [count, next] = [before, await shop.storage.readRevision()].map((each) => Number(each.split('-')[1]));
  assert.equal((next ?? 0) - (count ?? 0), 1);
});

test('who comes too late finds the end of the link recorded before their own refusal', async (t) => {
  const { shop, renew, letDayPass } = await openRenewed(t);
  const link = await renew();
  letDayPass();
  await assert.rejects(open(shop, link), gone);
  const events = await shop.storage.audit.listAuditEntries(0, 100);
  const actions = events.slice(-2).map(({ content }) => parseAuditRecord(content ?? '').action);
  assert.deepEqual(actions, ['link.expired', 'link.refused']);
});

test('an undone renewal withdraws its link', async (t) => {
  const { shop, key, renew } = await openRenewed(t);
  const link = await renew();
  await undoRenewal(shop.context, operator, { account, key });
  await assert.rejects(open(shop, link), gone);
  await renew();
});

test('finishing when opened keeps both tokens until the link is opened, and then the new one alone, in one change', async (t) => {
  const { shop, key, renew, finish, show } = await openRenewed(t);
  const link = await renew();
  const { value } = await finish('opened');
  const { evidence, ...finished } = value;
  assert.deepEqual(finished, await show());
  assert.deepEqual([value.tokens.length, evidence.tokens.length], [2, 2]);
  assert.deepEqual(
    [(await shop.lastEvent()).action, (await shop.lastEvent()).subject],
    ['renewal.finish_scheduled', `key:${key}`],
  );
  const scheduled = await shop.storage.readRevision();
  assert.equal((await finish('opened')).revision, scheduled, 'a second time changes nothing');
  await open(shop, link);
  const { renewal, tokens } = await show();
  assert.deepEqual([renewal, tokens.length, tokens[0]?.role], [null, 1, 'current']);
  assert.equal(tokens[0]?.createdAt, value.tokens[1]?.createdAt);
  const { action, before, after } = await shop.lastEvent();
  assert.equal(action, 'link.opened');
  const roles = (side: unknown) => (side as { tokens: { role: string }[] }).tokens.map(({ role }) => role);
  assert.deepEqual([roles(before), roles(after)], [['old', 'new'], ['current']]);
  assert.equal(Number(shop.reported.at(-1)?.split('-')[1]), Number(scheduled.split('-')[1]) + 1);
});

test('finishing when opened happens at once where the link was opened, and is refused where there is none', async (t) => {
  const { shop, key, renew, finish, show } = await openRenewed(t);
  await assert.rejects(finish('opened'), refusal('no_renewal'));
  await open(shop, await renew());
  assert.equal((await finish('opened')).value.tokens.length, 1);
  await startRenewal(shop.context, operator, { account, key });
  await assert.rejects(finish('opened'), refusal('invalid_request', 'now'));
  assert.equal((await show()).tokens.length, 2);
});

test('what was to happen at the opening may be done, or undone, before', async (t) => {
  const { shop, key, renew, finish, show } = await openRenewed(t);
  const link = await renew();
  await finish('opened');
  await finish('now');
  await open(shop, link);
  assert.equal((await show()).tokens.length, 1);
  const undone = await renew();
  await finish('opened');
  await undoRenewal(shop.context, operator, { account, key });
  await assert.rejects(open(shop, undone), gone);
  assert.equal((await show()).tokens.length, 1);
});
