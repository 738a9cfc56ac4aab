import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertProblem, openServer, pairOf } from '../server.fixture.ts';

const path = '/api/v1/accounts/lojaverde/keys/export';

test('the export is a workbook with a name, and an event', async (t) => {
  const { shop, call } = await openServer(t);
  const reply = await call(path, { headers: pairOf(shop.owners.lojaverde) });
  assert.equal(reply.status, 200);
  assert.equal(reply.headers['content-type'], 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  assert.equal(reply.headers['content-disposition'], 'attachment; filename="lojaverde-keys.xlsx"');
  assert.equal(reply.headers['cache-control'], 'no-store');
  assert.match(String(reply.body), /^PK/);
  assert.equal((await shop.lastEvent()).action, 'keys.exported');
});

test('the export is not for others: 404 without a role in the account, 403 without ViewApiKeys', async (t) => {
  const { shop, call, verifier } = await openServer(t);
  const roles = [await shop.addRole('lojaverde', ['RenewApiToken', 'EditApiKeys'])];
  const renewer = await shop.addKey('lojaverde', roles);
  await verifier.catchUp(await shop.storage.readRevision());
  const before = await shop.storage.readRevision();
  assertProblem(await call(path, { headers: pairOf(shop.owners.lojaazul) }), 404, 'not_found');
  assertProblem(await call(path, { headers: pairOf(renewer) }), 403, 'resource_missing');
  assertProblem(await call(path), 401, 'missing_credentials');
  assert.equal(await shop.storage.readRevision(), before);
});
