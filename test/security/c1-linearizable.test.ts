import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { callApi, type Verdict } from '../support/api.ts';
import type { KeyPair, Server } from '../support/chaveiro.ts';
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

/**
 * The newest change that any client has heard of. Several servers on one database follow it each in its
 * own time; who asks one of them passes on what it has heard from another, as `minRevision`.
 */
class News {
  #newest: { readonly revision: string; readonly number: number } | null = null;

  get newest(): string | undefined {
    return this.#newest?.revision;
  }

  hear(revision: string): void {
    const number = Number(revision.split('-')[1]);
    if (number > (this.#newest?.number ?? -1)) this.#newest = { revision, number };
  }

  /** A refusal does not say what it has seen; the server that refused says how far it is. */
  async ask(url: string): Promise<void> {
    const { body } = await callApi<{ revision: string }>(url, null, 'GET', '/readyz');
    this.hear(body.revision);
  }
}

/** One key, what its clients know of its tokens, and what they did and saw. */
class Recording {
  readonly history: Operation<KeyCall>[] = [];
  readonly #owner: KeyPair;
  readonly #key: KeyPair;
  /** By its number, every token that some client has received. */
  readonly #tokens: Map<number, string>;
  readonly #news: News | null;
  #calls = 0;

  /** @param news `null` for one server, which answers by its own changes without being told of them */
  constructor(owner: KeyPair, key: KeyPair, news: News | null) {
    this.#news = news;
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
      const verdict = await this.#verify(url, { appKey, appToken: this.#tokens.get(call.token) });
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
    type Answer = Partial<KeyPair> & { code?: string };
    const { status, headers, body } = await callApi<Answer>(url, this.#owner, method, address, input);
    // On a busy machine a change may not get its turn in time: nothing was done, and a client tries again.
    if (body.code === 'storage_busy') return await this.#call(url, call);
    const revision = headers.get('X-Chaveiro-Revision');
    if (revision === null) await this.#news?.ask(url);
    else this.#news?.hear(revision);
    if (status === 404 || status === 409) return String(body.code);
    assert.ok(status === 200 || status === 201, `${call.verb}: ${status} ${JSON.stringify(body)}`);
    if (call.verb === 'renew') this.#tokens.set(call.token, String(body.appToken));
    return 'done';
  }

  /** Asks until the server has heard of what its clients have heard of. */
  async #verify(url: string, pair: Record<string, unknown>): Promise<Verdict> {
    const minRevision = this.#news?.newest;
    const question = minRevision === undefined ? pair : { ...pair, minRevision };
    for (;;) {
      const { status, body } = await callApi<Verdict>(url, null, 'POST', '/api/v1/verify', question);
      if (status === 503 && minRevision !== undefined) continue;
      assert.equal(status, 200, JSON.stringify(body));
      this.#news?.hear(body.revision);
      return body;
    }
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
    for (const nodes of [1, 2]) {
      const where = nodes === 1 ? 'on one server' : `on ${nodes} servers, told what was heard from the other`;
      test(`what ${clients} clients see of renew, finish, undo, disable, enable and verify has an order in which each answer is right (${where})`, async () => {
        const installation = await createInstallation(engine);
        const owner = await installation.createAccount('lojaverde');
        const servers: Server[] = [];
        for (let node = 0; node < nodes; node++) {
          servers.push(await installation.serve({ CHAVEIRO_SOCKET: join(installation.folder, `node-${node}.sock`) }));
        }
        const doors = await Promise.all(
          servers.map(async ({ url, port }) => ({ url, lossyUrl: (await startCuttingProxy(port)).url })),
        );
        const { url: firstUrl } = doors[0] as Door;
        const tally = new Tally();
        const rounds = times({ short: 30, long: 10_000 });
        for (let round = 0; round < rounds; round++) {
          const news = nodes === 1 ? null : new News();
          const key = await createKey(firstUrl, owner, `key ${round}`, [1]);
          await news?.ask(firstUrl);
          const recording = new Recording(owner, key, news);
          const running = Array.from({ length: clients }, (_, n) => recording.runClient(doors[n % nodes] as Door));
          await Promise.all(running);
          assert.ok(findOrder(keyMachine, recording.history) !== null, describeHistory(recording.history));
          tally.add(recording.history);
        }
        for (const outcome of outcomes) assert.ok(tally.counts.has(outcome), `${outcome}: never seen`);
        assert.ok(tally.overlapping > (rounds * callsPerHistory) / 2, `${tally.overlapping} calls overlapped`);
        for (const { process } of servers) await process.stop();
      });
    }
  });
}
