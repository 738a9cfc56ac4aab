/** How signing keys follow each other, and what anybody reads of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operator } from '../../operations/shop.fixture.ts';
import { listSigningKeys } from '../../operations/signing-keys/list-signing-keys.ts';
import { rotateSigningKey } from '../../operations/signing-keys/rotate-signing-key.ts';
import { assertProblem, openServer } from '../server.fixture.ts';
import { codeOf, jwks, openSignedIn, partOf, tokenOf } from './user-token.fixture.ts';

test('a new signing key is announced before it signs; tokens of the old one are good until they expire', async (t) => {
  const signed = await openSignedIn(t);
  const { server } = signed;
  const { clock, context } = server.shop;
  const published = async () => (await server.call(jwks)).body.keys.map(({ kid }: { kid: string }) => kid);
  const operations = {
    ...context,
    onChanged: (revision: Parameters<typeof server.verifier.catchUp>[0]) => server.verifier.catchUp(revision),
  };
  const rotate = async (isCompromised: boolean) =>
    (await rotateSigningKey(operations, operator, { isCompromised })).value;

  const old = await tokenOf(signed);
  const { made, followed } = await rotate(false);
  assert.deepEqual([made.state, followed.map(({ state }) => state)], ['announced', ['signing']]);
  assert.deepEqual((await published()).toSorted(), [made.kid, partOf(old, 0).kid].toSorted());
  assert.equal(partOf(await tokenOf(signed), 0).kid, partOf(old, 0).kid);
  clock.now += 5 * 60_000;
  const next = await tokenOf(signed);
  assert.equal(partOf(next, 0).kid, made.kid);
  assert.deepEqual([await codeOf(server, old), await codeOf(server, next)], ['allowed', 'allowed']);
  const states = async () => (await listSigningKeys(context, operator)).map(({ state }) => state);
  assert.deepEqual(await states(), ['signing', 'retired']);

  const end = Date.parse(followed[0]?.expiresAt as string);
  assert.ok(end > clock.now + 86_400_000, 'later than any token that was made with it');
  clock.now = end - 1;
  assert.equal((await published()).length, 2);
  clock.now = end;
  assert.deepEqual([await published(), await states()], [[made.kid], ['signing']]);
});

test('when a signing key is compromised, every token that was made until then ends at once', async (t) => {
  const signed = await openSignedIn(t);
  const { server } = signed;
  const { context } = server.shop;
  const operations = {
    ...context,
    onChanged: (revision: Parameters<typeof server.verifier.catchUp>[0]) => server.verifier.catchUp(revision),
  };
  const old = await tokenOf(signed);
  assert.equal(await codeOf(server, old), 'allowed');
  const { value } = await rotateSigningKey(operations, operator, { isCompromised: true });
  assert.deepEqual([value.made.state, value.followed], ['signing', []]);
  assert.equal(await codeOf(server, old), 'invalid_credentials');
  const next = await tokenOf(signed);
  assert.deepEqual([partOf(next, 0).kid, await codeOf(server, next)], [value.made.kid, 'allowed']);
  assert.equal((await server.call(jwks)).body.keys.length, 1);
  const { privateKey } =
    (await context.storage.read((tx) => tx.listSigningKeys())).find(({ kid }) => kid === partOf(old, 0).kid) ?? {};
  assert.equal(privateKey, null);
});

test('before everything is read, keys are not said to be none', async (t) => {
  const server = await openServer(t, { isUnread: true });
  assertProblem(await server.call(jwks), 503, 'not_ready');
});
