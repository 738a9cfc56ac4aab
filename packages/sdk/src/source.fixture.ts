import { createHash, createHmac } from 'node:crypto';
import type { FeedRecord, KeyRecord } from '#engine';
import { type DecideOverOptions, decideOver } from './decide-over.ts';
import type { Chaveiro, Revision } from './index.ts';

export const keyId = '0a1b2c3d-4e5f-4a6b-8c7d-000000000001';
const tokenId = '0a1b2c3d-4e5f-4a6b-8c7d-000000000002';
/** From elsewhere, so that any form is right. */
const appToken = 'a-token-of-another-system';
export const pair = { appKey: 'appkey-loja-ABCDEF', appToken };

export function keyRecord(changes: Partial<KeyRecord> = {}): KeyRecord {
  const key = new Uint8Array(32).fill(7);
  const digest = createHash('sha256').update(appToken).digest();
  const storedHash = createHmac('sha256', key).update(digest).digest();
  return {
    ...{ kind: 'key', revision: 1, id: keyId, appKey: pair.appKey, accountId: 1, isActive: true, isDeleted: false },
    tokens: [{ id: tokenId, role: 'current', key, storedHash, isImported: true, createdAt: 1 }],
    grants: [{ accountId: 1, roleIds: [2], expiresAt: null }],
    ...changes,
  };
}

const account = (id: number, name: string): FeedRecord => ({
  ...{ kind: 'account', revision: 1, id, name, isActive: true, renewalPeriodMonths: 6, enforceExpiry: false },
});

const world: readonly FeedRecord[] = [
  account(1, 'loja'),
  account(2, 'outra'),
  { kind: 'resource', revision: 1, id: 1, key: 'ViewOrders' },
  { kind: 'resource', revision: 1, id: 2, key: 'EditOrders' },
  ...[1, 2].map(
    (accountId): FeedRecord => ({
      ...{ kind: 'role', revision: 1, accountId, id: 2, isDeleted: false, holdsEverything: false, resourceIds: [1] },
    }),
  ),
  {
    kind: 'api',
    revision: 1,
    name: 'orders',
    routes: [
      { method: 'GET', path: '/orders/{id}', anyOf: ['ViewOrders'] },
      { method: 'POST', path: '/orders', anyOf: ['EditOrders'] },
    ],
  },
  keyRecord(),
];

/** A source of changes that the test moves. */
export class Source {
  records = world;
  #number = 1;
  #isUnavailable = false;

  get #revision(): Revision {
    return `test-${this.#number}` as Revision;
  }

  commit(...records: readonly FeedRecord[]): void {
    this.#number++;
    this.records = records.map((record) => ({ ...record, revision: this.#number }));
  }

  leave(): void {
    this.#isUnavailable = true;
  }

  async openSnapshot() {
    const { records } = this;
    return {
      revision: this.#revision,
      batches: (async function* () {
        yield records;
      })(),
    };
  }

  async readChanges(after: Revision) {
    if (this.#isUnavailable) throw new Error('The source is away.');
    const records = after === this.#revision ? [] : this.records;
    return { kind: 'changes' as const, revision: this.#revision, records };
  }
}

/** Ready, over a source of the test. */
export async function startDeciding(options: DecideOverOptions): Promise<Chaveiro> {
  const { chaveiro, ready } = decideOver(options);
  await ready;
  return chaveiro;
}

export async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 5));
}
