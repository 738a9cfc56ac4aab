import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goodPassword } from '../../operations/people.fixture.ts';
import { assertProblem, openServer, pairOf } from '../server.fixture.ts';
import { openLink, signIn } from '../sessions/user-token.fixture.ts';

const path = '/api/v1/accounts/lojaverde/audit';

test('the events of an account come in pages and by filters', async (t) => {
  const { shop, call } = await openServer(t);
  const headers = pairOf(shop.owners.lojaverde);
  for (const label of ['one', 'two', 'three']) await shop.addKey('lojaverde', [], label);
  const first = await call(`${path}?limit=2&action=key.created`, { headers });
  assert.deepEqual([first.status, first.body.items.length, first.body.total], [200, 2, 3]);
  const second = await call(`${path}?limit=2&action=key.created&cursor=${first.body.nextCursor}`, { headers });
  const labels = [...first.body.items, ...second.body.items].map(({ after }) => after.label);
  assert.deepEqual(labels, ['three', 'two', 'one']);
  const subject = `key:${shop.owners.lojaverde.id}`;
  const { id } = await shop.addKey('lojaverde', [], 'four');
  const [event, ...more] = (await call(`${path}?subject=key:${id}`, { headers })).body.items;
  assert.deepEqual([event.subjectName, event.subject, more.length], ['four', `key:${id}`, 0]);
  assert.equal((await call(`${path}?subject=${subject}`, { headers })).body.total, 0, 'it was made with its account');
  for (const bad of [
    'from=soon',
    'to=2026-02-31',
    'from=2026-12-02&to=2026-12-01',
    'actor=ana@x.example',
    'subject=x',
  ]) {
    assertProblem(await call(`${path}?${bad}`, { headers }), 400, 'invalid_request');
  }
});

test('what a key does over HTTP is logged with its address and user agent', async (t) => {
  const { shop, call } = await openServer(t, { trustedProxies: ['127.0.0.1'] });
  const headers = [...pairOf(shop.owners.lojaverde), 'X-Forwarded-For', '192.0.2.7', 'User-Agent', 'curl/8'];
  await call('/api/v1/accounts/lojaverde/keys', { method: 'POST', headers, body: { label: 'ERP' } });
  const [event] = (await call(`${path}?limit=1`, { headers })).body.items;
  assert.deepEqual(event.source, { channel: 'http', address: '192.0.2.7', userAgent: 'curl/8' });
  assert.equal(event.actor, `key:${shop.owners.lojaverde.appKey}`);
});

test('a sign-in is told to the accounts of the person, with e-mail, address and user agent, and to none that only invited', async (t) => {
  const server = await openServer(t, { trustedProxies: ['127.0.0.1'] });
  const { shop, call } = server;
  const [verde, azul] = [pairOf(shop.owners.lojaverde), pairOf(shop.owners.lojaazul)];
  const email = 'bia@people.example';
  const invite = async (account: string, headers: string[]) => {
    const users = `/api/v1/accounts/${account}/users`;
    const { status, body } = await call(users, { method: 'POST', headers, body: { email, roles: [1] } });
    assert.equal(status, 201, JSON.stringify(body));
    return body.invitation.url;
  };
  await openLink(server, await invite('lojaverde', verde));
  const invitation = await invite('lojaazul', azul);
  const from = ['X-Forwarded-For', '192.0.2.7', 'User-Agent', 'Firefox/200'];
  const session = '/api/v1/session';
  const signedIn = await call(session, { method: 'POST', headers: from, body: { email, password: goodPassword } });
  assert.equal(signedIn.status, 200);
  const list = async (account: string, headers: string[]) =>
    (await call(`/api/v1/accounts/${account}/audit?action=session.started`, { headers })).body.items;
  const [event, ...more] = await list('lojaverde', verde);
  const { id: _, at: __, ...told } = event;
  assert.deepEqual(told, {
    action: 'session.started',
    actor: null,
    source: null,
    account: null,
    subject: `user:${signedIn.body.user.id}`,
    subjectName: null,
    before: null,
    after: { email, address: '192.0.2.7', userAgent: 'Firefox/200' },
  });
  assert.deepEqual([more, await list('lojaazul', azul)], [[], []]);

  const cookie = await signIn(server, email);
  const opened = await call('/api/v1/setup', {
    method: 'POST',
    headers: cookie,
    body: { token: invitation.split('#')[1] },
  });
  assert.equal(opened.status, 200, JSON.stringify(opened.body));
  await signIn(server, email);
  const lists = [await list('lojaverde', verde), await list('lojaazul', azul)];
  assert.deepEqual(
    lists.map(({ length }) => length),
    [3, 1],
  );
  assert.ok(!JSON.stringify(lists).includes('loja'), 'neither is told of the other');
});

test('neither list nor export is for others: 404 without a role in the account, 403 without view_metrics', async (t) => {
  const { shop, call, verifier } = await openServer(t);
  const reader = await shop.addKey('lojaverde', [await shop.addRole('lojaverde', ['ViewApiKeys'])]);
  await verifier.catchUp(await shop.storage.readRevision());
  const before = await shop.storage.readRevision();
  for (const address of [path, `${path}/export`]) {
    assertProblem(await call(address, { headers: pairOf(shop.owners.lojaazul) }), 404, 'not_found');
    assertProblem(await call(address, { headers: pairOf(reader) }), 403, 'resource_missing');
    assertProblem(await call(address), 401, 'missing_credentials');
  }
  assert.equal(await shop.storage.readRevision(), before, 'an export that was refused is none');
});

test('the export is a file of JSON lines, and an event of its own', async (t) => {
  const { shop, call } = await openServer(t);
  for (let i = 0; i < 3; i++) await shop.addKey('lojaverde', [], `Chave ${i}`);
  shop.clock.now += 1;
  const reply = await call(`${path}/export?action=key.created`, { headers: pairOf(shop.owners.lojaverde) });
  assert.equal(reply.status, 200);
  assert.equal(reply.headers['content-type'], 'application/x-ndjson');
  assert.equal(reply.headers['content-disposition'], 'attachment; filename="lojaverde-audit.jsonl"');
  assert.equal(reply.headers['cache-control'], 'no-store');
  const lines = String(reply.body).trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).after.label),
    ['Chave 0', 'Chave 1', 'Chave 2'],
  );
  assert.equal((await shop.lastEvent()).action, 'audit.exported');
  // Some readers begin a new line at U+0085, which a client may put into its name.
  const odd = ['User-Agent', 'one\u0085two', ...pairOf(shop.owners.lojaverde)];
  await call(`${path}/export?action=key.created`, { headers: odd });
  shop.clock.now += 1;
  const again = await call(`${path}/export?action=audit.exported`, { headers: pairOf(shop.owners.lojaverde) });
  assert.match(String(again.body), /one\\u0085two/);
  assert.doesNotMatch(String(again.body).trimEnd().replaceAll('\n', ''), /[\p{Cc}\p{Zl}\p{Zp}]/u);
});
