import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callApi, verify } from '../support/api.ts';
import type { KeyPair } from '../support/chaveiro.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { createInstallation, engines } from '../support/databases.ts';
import { type KeyCall, keyMachine } from '../support/key-machine.ts';
import { findOrder, type Operation } from '../support/linearizable.ts';
import { times } from '../support/long.ts';
import { createKey } from '../support/shop.ts';

const clients = 8;
const callsPerHistory = 30;

type History = readonly Operation<KeyCall>[];

/** Where a client sends what. */
interface Door {
  readonly url: string;
  /** An address where answers get lost. */
  readonly lossyUrl: string;
}

/** Every verb so often as it stands here. */
const verbs = [
  ...(['verify', 'verify', 'verify', 'verify', 'verify', 'verify', 'renew', 'renew', 'renew', 'renew'] as const),
  ...(['finish', 'finish', 'undo', 'undo', 'disable', 'enable', 'enable'] as const),
];

function pick<T>(list: readonly T[]): T {
  return list[Math.floor(Math.random() * list.length)] as T;
}

/** One key, what its clients know of its tokens, and what they did and saw. */
class Recording {
  readonly history: Operation<KeyCall>[] = [];
  readonly #owner: KeyPair;
  readonly #key: KeyPair;
  /** By its number, every token that some client has received. */
  readonly #tokens: Map<number, string>;
  #calls = 0;

  constructor(owner: KeyPair, key: KeyPair) {
    this.#owner = owner;
    this.#key = key;
    this.#tokens = new Map([[0, key.appToken]]);
  }

  /** One client: call after call, until all of them together have made enough. */
  async runClient({ url, lossyUrl }: Door): Promise<void> {
    while (this.#calls < callsPerHistory) {
      const number = ++this.#calls;
      const verb = pick(verbs);
      const call: KeyCall =
        verb === 'verify' ? { verb, token: pick([...this.#tokens.keys()]) } : { verb, token: number };
      // A question that nobody heard the answer of tells nothing.
      const isLost = verb !== 'verify' && Math.random() < 0.1;
      const beginMs = performance.now();
      const outcome = await (isLost ? this.#callInVain(lossyUrl, call) : this.#call(url, call));
      this.history.push({ call, outcome, beginMs, endMs: performance.now() });
    }
  }

  async #callInVain(url: string, call: KeyCall): Promise<null> {
    await assert.rejects(this.#call(url, call), TypeError);
    return null;
  }

  async #call(url: string, call: KeyCall): Promise<string> {
    const { id, appKey } = this.#key;
    if (call.verb === 'verify') {
      const verdict = await verify(url, { appKey, appToken: this.#tokens.get(call.token) });
      return verdict.allowed ? `allowed as ${verdict.token}` : verdict.code;
    }
    const path = `/api/v1/accounts/lojaverde/keys/${id}`;
    const [method, address, input] = {
      renew: ['POST', `${path}/renewal`, undefined] as const,
      finish: ['POST', `${path}/renewal/finish`, undefined] as const,
      undo: ['DELETE', `${path}/renewal`, undefined] as const,
      disable: ['PATCH', path, { isActive: false }] as const,
      enable: ['PATCH', path, { isActive: true }] as const,
    }[call.verb];
    const { status, body } = await callApi<Partial<KeyPair> & { code?: string }>(
      url,
      this.#owner,
      method,
      address,
      input,
    );
    if (status === 404 || status === 409) return String(body.code);
    assert.ok(status === 200 || status === 201, `${call.verb}: ${status} ${JSON.stringify(body)}`);
    if (call.verb === 'renew') this.#tokens.set(call.token, String(body.appToken));
    return 'done';
  }
}

/** In the order of their begins, for whoever has to find out what went wrong. */
function describeHistory(history: History): string {
  return history
    .toSorted((a, b) => a.beginMs - b.beginMs)
    .map(({ call, outcome, beginMs, endMs }) =>
      [beginMs.toFixed(2), endMs.toFixed(2), JSON.stringify(call), outcome ?? 'no answer'].join(' '),
    )
    .join('\n');
}

/** How often something came out in all histories; a check that never saw it proves nothing. */
class Tally {
  readonly counts = new Map<string, number>();
  overlapping = 0;

  add(history: History): void {
    for (const operation of history) {
      const what = `${operation.call.verb}: ${operation.outcome ?? 'no answer'}`;
      this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
      const isBeside = (other: Operation<KeyCall>) =>
        other !== operation && other.beginMs < operation.endMs && other.endMs > operation.beginMs;
      if (history.some(isBeside)) this.overlapping += 1;
    }
  }
}

const outcomes = [
  ...['renew: done', 'renew: renewal_pending', 'finish: done', 'finish: no_renewal', 'undo: done', 'undo: no_renewal'],
  ...['disable: done', 'enable: done', 'renew: no answer', 'finish: no answer', 'undo: no answer'],
  ...['verify: allowed as current', 'verify: allowed as old', 'verify: allowed as new'],
  ...['verify: invalid_credentials', 'verify: key_inactive'],
];

for (const engine of engines) {
  describe(`C1 on ${engine}: clients at once see a key as if one call had been after the other`, () => {
    test(`what ${clients} clients see of renew, finish, undo, disable, enable and verify has an order in which each answer is right`, async () => {
      const installation = await createInstallation(engine);
      const owner = await installation.createAccount('lojaverde');
      const servers = [await installation.serve()];
      const doors = await Promise.all(
        servers.map(async ({ url, port }) => ({ url, lossyUrl: (await startCuttingProxy(port)).url })),
      );
      const tally = new Tally();
      const rounds = times({ short: 30, long: 10_000 });
      for (let round = 0; round < rounds; round++) {
        const key = await createKey((doors[0] as Door).url, owner, `key ${round}`, [1]);
        const recording = new Recording(owner, key);
        const running = Array.from({ length: clients }, (_, n) => recording.runClient(doors[n % doors.length] as Door));
        await Promise.all(running);
        assert.ok(findOrder(keyMachine, recording.history) !== null, describeHistory(recording.history));
        tally.add(recording.history);
      }
      for (const outcome of outcomes) assert.ok((tally.counts.get(outcome) ?? 0) > 2, `${outcome}: too seldom`);
      assert.ok(tally.overlapping > (rounds * callsPerHistory) / 2, `${tally.overlapping} calls overlapped`);
      for (const { process } of servers) await process.stop();
    });
  });
}
