import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proofOf } from '../../domain/single-access-link.ts';
import { createKey } from '../keys/create-key.ts';
import { finishRenewal } from '../keys/end-renewal.ts';
import { startRenewal } from '../keys/start-renewal.ts';
import { openShop, operator, refusal } from '../shop.fixture.ts';
import type { IssuedLink } from './deliver-token.ts';
import { listLinkAttempts } from './list-link-attempts.ts';
import { openLink } from './open-link.ts';

const account = 'lojaverde';

test('whoever sees a key sees who has opened links to its tokens and who came too late, also after the renewal has ended', async (t) => {
  const shop = await openShop(t);
  const issuer = await shop.callerWith(account, ['EditApiKeys', 'RenewApiToken']);
  const made = (await createKey(shop.context, issuer, { account, label: 'ERP', roleIds: [], delivery: 'link' })).value;
  const list = (actor = issuer, key = made.id) => listLinkAttempts(shop.context, actor, { account, key });
  const open = async ({ url }: IssuedLink, address: string) => {
    shop.clock.now += 1000;
    const { pathname, hash } = new URL(url);
    const opening = { link: pathname.split('/').at(-1) ?? '', proof: proofOf(hash.slice(1)) };
    await openLink(shop.context, { channel: 'http', address, userAgent: 'curl/8' }, opening);
  };
  assert.deepEqual(await list(), []);

  await open(made.link, '192.0.2.7');
  await assert.rejects(open(made.link, '198.51.100.9'), refusal('link_gone'));
  const renewed = await startRenewal(shop.context, issuer, { account, key: made.id, delivery: 'link' });
  await open(renewed.value.link, '192.0.2.8');
  await finishRenewal(shop.context, issuer, { account, key: made.id });

  const attempts = await list(issuer, made.appKey);
  assert.deepEqual(
    attempts.map(({ outcome, address, userAgent }) => `${outcome} ${address} ${userAgent}`),
    ['opened 192.0.2.8 curl/8', 'refused 198.51.100.9 curl/8', 'opened 192.0.2.7 curl/8'],
  );
  assert.equal(attempts[0]?.at, new Date(shop.clock.now).toISOString());
});

test('who opened the links of another key, or of a key that one may not see, is not told', async (t) => {
  const shop = await openShop(t);
  const one = (await createKey(shop.context, operator, { account, label: 'a', roleIds: [], delivery: 'link' })).value;
  const other = await shop.addKey(account);
  const { pathname, hash } = new URL(one.link.url);
  const opening = { link: pathname.split('/').at(-1) ?? '', proof: proofOf(hash.slice(1)) };
  await openLink(shop.context, { channel: 'http' }, opening);
  const list = (key: string, within = account, actor = operator) =>
    listLinkAttempts(shop.context, actor, { account: within, key });
  assert.deepEqual(await list(one.id), [
    { at: new Date(shop.clock.now).toISOString(), outcome: 'opened', address: null, userAgent: null },
  ]);
  assert.deepEqual(await list(other.id), []);
  await assert.rejects(list(one.id, 'lojaazul'), refusal('not_found'));
  const editor = await shop.callerWith(account, ['EditApiKeys']);
  await assert.rejects(listLinkAttempts(shop.context, editor, { account, key: one.id }), refusal('resource_missing'));
});
