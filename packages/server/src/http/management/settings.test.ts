import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addMonths } from '#engine';
import { addExternalKey } from '../../operations/external-keys/add-external-key.ts';
import { operator } from '../../operations/shop.fixture.ts';
import { assertProblem, openServer, pairOf } from '../server.fixture.ts';

const settings = '/api/v1/accounts/lojaverde/settings';

test('settings are shown and replaced as a whole', async (t) => {
  const server = await openServer(t);
  const headers = pairOf(server.shop.owners.lojaverde);
  const put = (body: unknown, query = '') => server.call(settings + query, { method: 'PUT', headers, body });
  const show = async () => {
    const { version: _, ...shown } = (await server.call(settings, { headers })).body;
    return shown;
  };
  assert.deepEqual(await show(), { renewalPeriodMonths: 3, enforceExpiry: false });
  const { version: _, ...changed } = (await put({ renewalPeriodMonths: 6, enforceExpiry: true })).body;
  assert.deepEqual(changed, { renewalPeriodMonths: 6, enforceExpiry: true, warning: null });
  assert.deepEqual(await show(), { renewalPeriodMonths: 6, enforceExpiry: true });
  for (const body of [
    {},
    { renewalPeriodMonths: 3 },
    { renewalPeriodMonths: 4, enforceExpiry: true },
    { renewalPeriodMonths: '3', enforceExpiry: true },
    { renewalPeriodMonths: 3, enforceExpiry: 'true' },
    { renewalPeriodMonths: 3, enforceExpiry: true, dryRun: true },
  ]) {
    assertProblem(await put(body), 400, 'invalid_request');
  }
  const whole = { renewalPeriodMonths: 3, enforceExpiry: false };
  for (const query of ['?dryRun=yes', '?dryRun=1', '?dryRun', '?dryRun=true&dryRun=false']) {
    const refused = await put(whole, query);
    assertProblem(refused, 400, 'invalid_request');
    assert.equal(refused.body.field, 'dryRun');
  }
  assertProblem(await server.call(settings, { method: 'PATCH', headers, body: whole }), 405, 'method_not_allowed');
  assert.equal((await put(whole, '?dryRun=false')).status, 200);
  assert.deepEqual(await show(), whole);
});

test('a dry run says beforehand how many keys the same request would deny', async (t) => {
  const server = await openServer(t);
  const { shop } = server;
  const headers = pairOf(await shop.addKey('lojaverde', [1]));
  await server.verifier.catchUp(null);
  shop.clock.now = addMonths(shop.clock.now, 3);
  const body = { renewalPeriodMonths: 3, enforceExpiry: true };
  const dry = await server.call(`${settings}?dryRun=true`, { method: 'PUT', headers, body });
  assert.deepEqual([dry.body.warning.keysDenied, dry.body.warning.keysPartlyDenied], [2, 0]);
  assert.equal(dry.headers['x-chaveiro-revision'], server.verifier.state().revision);
  assert.equal((await server.call(settings, { headers })).body.enforceExpiry, false);
  assert.deepEqual((await server.call(settings, { method: 'PUT', headers, body })).body, dry.body);
  assertProblem(await server.call(settings, { headers }), 401, 'token_expired');
});

test('age is denied where the owner enforces it, from the very moment, in every account; the setting of a granting account does not count', async (t) => {
  const server = await openServer(t);
  const { shop } = server;
  const role = await shop.addRole('lojaazul', ['OMSViewer']);
  const key = await shop.addKey('lojaverde', [await shop.addRole('lojaverde', ['OMSViewer'])]);
  await addExternalKey(shop.context, operator, { account: 'lojaazul', appKey: key.appKey, roleIds: [role] });
  await server.verifier.catchUp(null);
  const born = shop.clock.now;
  const { appKey, appToken } = key;
  const codes = async () => {
    const found: string[] = [];
    for (const account of ['lojaverde', 'lojaazul']) {
      const body = { appKey, appToken, account, anyOf: ['OMSViewer'] };
      found.push((await server.call('/api/v1/verify', { method: 'POST', body })).body.code);
    }
    return found;
  };
  const enforce = async (account: 'lojaverde' | 'lojaazul', renewalPeriodMonths: 3 | 6, enforceExpiry: boolean) => {
    const path = `/api/v1/accounts/${account}/settings`;
    // By a key that is always young enough: the operator gives it after the clock has moved.
    const headers = pairOf(await shop.addKey(account, [1]));
    await server.verifier.catchUp(null);
    const body = { renewalPeriodMonths, enforceExpiry };
    assert.equal((await server.call(path, { method: 'PUT', headers, body })).status, 200);
  };
  const both = (code: string) => [code, code];

  shop.clock.now = addMonths(born, 24);
  assert.deepEqual(await codes(), both('allowed'), 'age alone denies nothing');
  await enforce('lojaazul', 3, true);
  assert.deepEqual(await codes(), both('allowed'), 'lojaazul only gave roles');
  await enforce('lojaverde', 3, true);
  assert.deepEqual(await codes(), both('token_expired'));
  await enforce('lojaazul', 3, false);
  assert.deepEqual(await codes(), both('token_expired'));

  await enforce('lojaverde', 6, true);
  shop.clock.now = addMonths(born, 6) - 1;
  assert.deepEqual(await codes(), both('allowed'));
  shop.clock.now = addMonths(born, 6);
  assert.deepEqual(await codes(), both('token_expired'));
  await enforce('lojaverde', 6, false);
  assert.deepEqual(await codes(), both('allowed'));
});
