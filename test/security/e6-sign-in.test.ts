import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Installation, Server } from '../support/chaveiro.ts';
import { createInstallation, engines } from '../support/databases.ts';
import { times } from '../support/long.ts';
import { callWithCookies, cookiesOf, createOwner, goodPassword, signIn, tokenOf } from '../support/people.ts';
import { until } from '../support/until.ts';

const session = '/api/v1/session';

/** Spellings of one address: the same person, whichever is tried. */
function spellings(email: string): string[] {
  const [name = '', host = ''] = email.split('@');
  return [
    email,
    email.toUpperCase(),
    ` ${email}`,
    `${email}\t`,
    `${name.toUpperCase()}@${host}`,
    `${name}@${host.toUpperCase()}`,
  ];
}

/** Two servers on one database that believe whom the tester says to be. */
async function open(engine: (typeof engines)[number]) {
  const settings = { CHAVEIRO_TRUSTED_PROXIES: '127.0.0.0/8', CHAVEIRO_PUBLIC_URL: 'http://127.0.0.1' };
  const installation = await createInstallation(engine, settings);
  const email = await createOwner(installation, 'lojaverde');
  const servers: [Server, Server] = [
    await installation.serve(),
    await installation.serve({ CHAVEIRO_SOCKET: `${installation.folder}/second.sock` }),
  ];
  return { installation, email, servers };
}

async function attempt(server: Server, email: string, password: string, from: string, cookies = '') {
  const body = { email, password };
  return await callWithCookies(server.url, cookies, 'POST', session, body, { 'X-Forwarded-For': from });
}

for (const engine of engines) {
  describe(`E6 on ${engine}: guessing passwords leads nowhere and locks nobody out`, () => {
    test('of a thousand wrong passwords, spread over spellings, addresses and servers, ten are looked at in an hour', async () => {
      const { email, servers } = await open(engine);
      const device = await signIn(servers[0].url, email);
      const count = times({ short: 60, long: 1000 });
      const codes = new Map<string, number>();
      for (let i = 0; i < count; i += 10) {
        const batch = Array.from({ length: 10 }, (_, n) => {
          const spelling = spellings(email)[(i + n) % 6] as string;
          const from = `198.51.${Math.floor((i + n) / 250)}.${((i + n) % 250) + 1}`;
          return attempt(servers[(i + n) % 2] as Server, spelling, `wrong password ${i + n}`, from);
        });
        for (const { status, body } of await Promise.all(batch)) {
          const code = `${status} ${body.code}`;
          codes.set(code, (codes.get(code) ?? 0) + 1);
        }
      }
      const lookedAt = codes.get('401 invalid_credentials') ?? 0;
      assert.equal(lookedAt >= 1 && lookedAt <= 10, true, JSON.stringify([...codes]));
      assert.equal(codes.get('429 too_many_attempts'), count - lookedAt, JSON.stringify([...codes]));

      const stranger = await attempt(servers[0], email, goodPassword, '203.0.113.9');
      assert.equal(stranger.status, 429, 'also the right password is not looked at, or the limit would be none');
      for (const server of servers) {
        const victim = await attempt(server, email, goodPassword, '203.0.113.10', device);
        assert.equal(victim.status, 200, 'a browser that the user has signed in with is let in');
      }
    });

    test('who has never signed in on the browser gets in by a link that an administrator issues', async () => {
      const { installation, email, servers } = await open(engine);
      for (let i = 0; i < 8; i++) await attempt(servers[0], email, `wrong password ${i}`, `198.51.100.${i + 1}`);
      const link = await installation.json<{ url: string }>('user', 'password-link', email, '--account', 'lojaverde');
      const next = 'outro sapato de damasco';
      const body = { token: tokenOf(link.url), password: next };
      const opened = await callWithCookies(servers[1].url, '', 'POST', '/api/v1/setup', body);
      assert.equal(opened.status, 200);
      const known = cookiesOf(opened);
      assert.equal((await attempt(servers[0], email, next, '203.0.113.9', known)).status, 200);
    });

    test('an address that nobody has is limited and answered as one that somebody has', async () => {
      const { email, servers } = await open(engine);
      const answers: string[] = [];
      for (const address of [email, 'nobody@lojaverde.example']) {
        const seen: unknown[] = [];
        for (let i = 0; i < 7; i++) {
          const { status, body, headers } = await attempt(servers[0], address, `wrong ${i}`, `198.51.100.${i + 1}`);
          seen.push([status, { ...body, retryAfterSeconds: undefined }, headers.getSetCookie()]);
        }
        answers.push(JSON.stringify(seen));
      }
      assert.equal(answers[0], answers[1]);
    });

    test('signing in gives another session than the one that came along, which is of no use afterwards', async () => {
      const { email, servers } = await open(engine);
      const planted = `chaveiro-session=${'p'.repeat(43)}`;
      const first = cookiesOf(await attempt(servers[0], email, goodPassword, '203.0.113.9', planted));
      assert.doesNotMatch(first, /ppp/);
      const second = cookiesOf(await attempt(servers[0], email, goodPassword, '203.0.113.9', first));
      const status = async (cookies: string) => (await callWithCookies(servers[1].url, cookies, 'GET', session)).status;
      assert.deepEqual([await status(planted), await status(first), await status(second)], [401, 401, 200]);
    });

    test('who is removed is out on every server within a second, with every session', async () => {
      const { installation, servers } = await open(engine);
      const bia = 'bia@lojaverde.example';
      const invite = ['user', 'add', bia, '--account', 'lojaverde', '--role', 'OMS - Full access'];
      const { invitation } = await installation.json<{ invitation: { url: string } }>(...invite);
      await installation.run(['user', 'set-password', invitation.url], { input: goodPassword });
      const sessions = await Promise.all(servers.map((server) => signIn(server.url, bia)));
      const roles = '/api/v1/accounts/lojaverde/roles';
      const statuses = async (path: string) =>
        await Promise.all(
          servers.flatMap(({ url }) =>
            sessions.map(async (each) => (await callWithCookies(url, each, 'GET', path)).status),
          ),
        );
      assert.deepEqual(await statuses(session), [200, 200, 200, 200]);
      assert.deepEqual(await statuses(roles), [403, 403, 403, 403], 'in the account, without the resource');
      await remove(installation, bia);
      const begin = performance.now();
      await until('everybody to be out', async () => (await statuses(session)).every((status) => status === 401));
      assert.equal(performance.now() - begin < 1000, true);
      assert.deepEqual(await statuses(roles), [401, 401, 401, 401]);
    });
  });
}

async function remove(installation: Installation, email: string): Promise<void> {
  await installation.json('user', 'remove', email, '--account', 'lojaverde');
}
