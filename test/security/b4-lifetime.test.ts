import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callApi } from '../support/api.ts';
import type { Installation } from '../support/chaveiro.ts';
import { createInstallation, engines, withDatabase } from '../support/databases.ts';
import { createLinkedKey, reveal } from '../support/links.ts';
import { times } from '../support/long.ts';
import { until } from '../support/until.ts';

const dayMs = 86_400_000;

/** A setting under which Node's clock is wrong by so much. The database, in SQLite's and PostgreSQL's own code, keeps the right one. */
function wrongClock(ms: number): Record<string, string> {
  const script = `const now = Date.now; Date.now = () => now() + ${ms};`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}`, CHAVEIRO_SOCKET: '' };
}

/** Brings the end of a link's life to so much from now, as if the time before had passed. */
async function setRemainingMs(installation: Installation, linkId: string, ms: number): Promise<void> {
  await withDatabase(installation, (execute) =>
    execute(`UPDATE links SET expires_at = (SELECT now FROM database_clock) + ${ms} WHERE id = ?`, linkId),
  );
}

async function linkRow(installation: Installation, linkId: string) {
  const [row] = await withDatabase(installation, (execute) =>
    execute(
      'SELECT expires_at, ciphertext, nonce, (SELECT now FROM database_clock) AS now FROM links WHERE id = ?',
      linkId,
    ),
  );
  const { expires_at: expiresAt, now, ciphertext, nonce } = row ?? {};
  return { remainingMs: Number(expiresAt) - Number(now), isErased: ciphertext === null && nonce === null };
}

for (const engine of engines) {
  describe(`B4 on ${engine}: a link lives 24 hours`, () => {
    test('by the clock of the database: servers whose own clocks are days wrong agree on it', async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount('lojaverde');
      const [fast, slow] = await Promise.all([2, -2].map((days) => installation.serve(wrongClock(days * dayMs))));
      assert.ok(fast !== undefined && slow !== undefined);
      for (const [issuer, opener] of [
        [fast, slow],
        [slow, fast],
      ] as const) {
        const link = await createLinkedKey(issuer.url, owner);
        const { remainingMs } = await linkRow(installation, link.linkId);
        assert.equal(remainingMs > dayMs - 60_000 && remainingMs <= dayMs, true, `${remainingMs} ms`);
        assert.equal((await reveal(opener.url, link)).status, 200);

        const late = await createLinkedKey(issuer.url, owner);
        await setRemainingMs(installation, late.linkId, 0);
        assert.equal((await reveal(opener.url, late)).status, 410);
        assert.equal((await linkRow(installation, late.linkId)).isErased, true, 'erased before the answer');
      }
      for (const { process } of [fast, slow]) await process.stop();
    });

    test('to the second: opened while any of it is left, refused once none is', async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount('lojaverde');
      const { url, process } = await installation.serve();
      let conclusive = 0;
      for (let n = 0; n < times({ short: 12, long: 1_000 }); n++) {
        const link = await createLinkedKey(url, owner);
        const remaining = [1_000, 100, 1, 0, -1, -1_000][n % 6] as number;
        await setRemainingMs(installation, link.linkId, remaining);
        const { status } = await reveal(url, link);
        const { remainingMs } = await linkRow(installation, link.linkId);
        // Between the two, it may have been either.
        if (remainingMs > 0) assert.equal(status, 200, `${remainingMs} ms are left`);
        else if (remaining <= 0) assert.equal(status, 410, `${remaining} ms were left`);
        else continue;
        conclusive++;
      }
      assert.equal(conclusive >= 6, true);
      await process.stop();
    });

    test('a server that starts erases what expired unopened, and nothing else', async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount('lojaverde');
      const first = await installation.serve();
      const [expired, living] = [await createLinkedKey(first.url, owner), await createLinkedKey(first.url, owner)];
      await first.process.stop();
      await setRemainingMs(installation, expired.linkId, -1);
      assert.equal((await linkRow(installation, expired.linkId)).isErased, false);
      const { url, process } = await installation.serve();
      await until('the link to be erased', async () => (await linkRow(installation, expired.linkId)).isErased);
      await until('it to be logged', () => /expired unopened/.test(process.output));
      const { body } = await callApi(url, owner, 'GET', '/api/v1/accounts/lojaverde/audit?action=link.expired');
      const [event, ...others] = body.items as { actor: string; after: unknown }[];
      const { linkId: link, appKey } = expired;
      assert.deepEqual([event?.actor, event?.after, others], ['system', { link, appKey }, []]);
      assert.equal((await reveal(url, living)).status, 200);
      await process.stop();
    });
  });
}
