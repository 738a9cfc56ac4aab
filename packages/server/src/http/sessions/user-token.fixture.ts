import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { goodPassword } from '../../operations/people.fixture.ts';
import { openServer, type TestServer } from '../server.fixture.ts';

export const email = 'ana@lojaverde.example';
export const session = '/api/v1/session';
export const mint = `${session}/user-token`;
export const users = '/api/v1/accounts/lojaverde/users';
export const keys = '/api/v1/accounts/lojaverde/keys';
/** Where anybody reads the public halves of signing keys. */
export const jwks = '/.well-known/jwks.json';
export const forward = '/forward-auth/nginx?account=lojaverde&anyOf=OMSViewer';

/** A server, and the header of somebody who is signed in there. */
interface Signed {
  readonly server: TestServer;
  readonly cookie: string[];
}

/** A server on which the owner of an account is signed in. */
export async function openSignedIn(t: TestContext): Promise<Signed> {
  const server = await openServer(t);
  await openLink(server, server.shop.setupUrls.lojaverde);
  return { server, cookie: await signIn(server) };
}

/** Opens a set-up link with the good password. */
export async function openLink(server: TestServer, url: string): Promise<void> {
  const body = { token: url.split('#')[1], password: goodPassword };
  assert.equal((await server.call('/api/v1/setup', { method: 'POST', body })).status, 200);
}

/** Signs in, and answers the header that says so. */
export async function signIn(server: TestServer, who = email): Promise<string[]> {
  const reply = await server.call(session, { method: 'POST', body: { email: who, password: goodPassword } });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  const value = (reply.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]);
  return ['Cookie', value.find((line) => line?.startsWith('chaveiro-session=')) as string];
}

/** A user token of whoever is signed in. */
export async function tokenOf({ server, cookie }: Signed, body?: object): Promise<string> {
  const reply = await server.call(mint, { method: 'POST', headers: cookie, body });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body.userToken;
}

export const inHeader = (token: string) => ['VtexIdclientAutCookie', token];
export const inCookie = (token: string) => ['Cookie', `VtexIdclientAutCookie=${token}`];

/** What `verify` says of a user token in `lojaverde`, or where `more` says. */
export const verify = (server: TestServer, userToken: string, more: object = {}) =>
  server.call('/api/v1/verify', { method: 'POST', body: { userToken, account: 'lojaverde', ...more } });

export const codeOf = async (server: TestServer, userToken: string) => (await verify(server, userToken)).body.code;

/** Header or claims of a token, as anybody can read them. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into what it then compares.
export function partOf(token: string, part: 0 | 1): any {
  return JSON.parse(Buffer.from(token.split('.')[part] as string, 'base64url').toString());
}
