import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { callApi, verify } from '../support/api.ts';
import type { KeyPair } from '../support/chaveiro.ts';
import { createInstallation, engines, withDatabase } from '../support/databases.ts';
import { times } from '../support/long.ts';
import { until } from '../support/until.ts';

const keys = '/api/v1/accounts/lojaverde/keys';

type Step = 'start' | 'finish' | 'undo';

/** One key that is renewed again and again, and what its client knows of it. */
class Rotation {
  readonly #owner: KeyPair;
  readonly #key: KeyPair;
  /** The first is the current or the old one; a second is the new one. */
  #live: string[];
  readonly #dead: string[] = [];
  /** What was asked for, and never answered. */
  #open: { readonly step: Step; readonly headers: Record<string, string> } | undefined;
  acknowledged = 0;

  constructor(owner: KeyPair, key: KeyPair) {
    this.#owner = owner;
    this.#key = key;
    this.#live = [key.appToken];
  }

  /** Takes the step that was not answered, or else the next one. Throws when the server is gone. */
  async takeStep(url: string): Promise<void> {
    const next = this.#live.length === 1 ? 'start' : Math.random() < 0.5 ? 'finish' : 'undo';
    this.#open ??= { step: next, headers: { 'Idempotency-Key': randomBytes(16).toString('hex') } };
    const { step, headers } = this.#open;
    const path = `${keys}/${this.#key.id}/renewal${step === 'finish' ? '/finish' : ''}`;
    const method = step === 'undo' ? 'DELETE' : 'POST';
    const { status, body } = await callApi<KeyPair & { code?: string }>(
      url,
      this.#owner,
      method,
      path,
      undefined,
      headers,
    );
    if (status === 503) return;
    // An undo is not kept; asked for again, it may find that it was done.
    const isDone = status === (step === 'start' ? 201 : 200) || (step === 'undo' && body.code === 'no_renewal');
    assert.ok(isDone, `${step}: ${status} ${body.code}`);
    const [old = '', added = ''] = this.#live;
    if (step === 'start') this.#live = [old, body.appToken];
    else this.#live = [step === 'finish' ? added : old];
    if (step !== 'start') this.#dead.push(step === 'finish' ? old : added);
    this.#open = undefined;
    this.acknowledged += 1;
  }

  /** What the server decides is what the client knows. */
  async check(url: string): Promise<void> {
    while (this.#open !== undefined) await this.takeStep(url);
    const { appKey } = this.#key;
    for (const appToken of this.#live) assert.equal((await verify(url, { appKey, appToken })).code, 'allowed');
    for (const appToken of this.#dead.slice(-5)) {
      assert.equal((await verify(url, { appKey, appToken })).code, 'invalid_credentials');
    }
  }
}

async function rotateUntilKilled(url: string, rotation: Rotation): Promise<void> {
  for (;;) {
    try {
      await rotation.takeStep(url);
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      return;
    }
  }
}

for (const engine of engines) {
  describe(`C4 on ${engine}: a renewal survives the death of the server between any steps`, () => {
    test('after kills no acknowledged step is lost, one that was not answered can be repeated, and every key has one token or two', async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount('lojaverde');
      const role = ['Owner (Admin Super)'];
      const rotations: Rotation[] = [];
      for (const label of ['a', 'b', 'c']) {
        rotations.push(new Rotation(owner, await installation.createKey('lojaverde', label, role)));
      }
      const steps = () => rotations.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
      for (let cycle = 0; cycle < times({ short: 3, long: 500 }); cycle++) {
        const { url, process } = await installation.serve({ CHAVEIRO_SOCKET: '' });
        for (const rotation of rotations) await rotation.check(url);
        const clients = rotations.map((rotation) => rotateUntilKilled(url, rotation));
        // While steps are under way, after another number of them each time.
        const enough = steps() + 5 + Math.floor(Math.random() * 20);
        await until('some steps', () => steps() >= enough, 60_000);
        await process.stop('SIGKILL');
        await Promise.all(clients);
        await withDatabase(installation, async (execute) => {
          const rows = await execute(
            `SELECT (SELECT count(*) FROM tokens WHERE key_id = keys.id) AS tokens,
              (SELECT count(*) FROM tokens WHERE key_id = keys.id AND role = 'new') AS added,
              (SELECT count(*) FROM renewals WHERE key_id = keys.id) AS renewals FROM keys`,
          );
          assert.equal(rows.length, 4);
          for (const { tokens, added, renewals } of rows) {
            assert.deepEqual([Number(tokens), Number(renewals)], [1 + Number(added), Number(added)]);
          }
        });
      }
      const { url, process } = await installation.serve({ CHAVEIRO_SOCKET: '' });
      for (const rotation of rotations) await rotation.check(url);
      await process.stop();
      const verified = await installation.run(['audit', 'verify']);
      assert.equal(verified.status, 0, verified.stdout);
    });
  });
}
