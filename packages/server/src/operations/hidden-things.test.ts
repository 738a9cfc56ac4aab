import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import type { ReadTransaction, Storage } from '../storage/storage.ts';
import { shops } from './both-engines.fixture.ts';
import { showKey } from './keys/show-key.ts';
import { showRole } from './roles/show-role.ts';
import { asCaller, refusal, type Shop } from './shop.fixture.ts';
import { showUser } from './users/show-user.ts';

/** The same storage, which notes what was read, and whether it was there. */
function noting(storage: Storage, notes: string[]): Storage {
  const noted = (tx: ReadTransaction) =>
    new Proxy(tx, {
      get(target, name: keyof ReadTransaction) {
        const read = target[name] as (...args: unknown[]) => Promise<unknown>;
        return async (...args: unknown[]) => {
          const found = await read(...args);
          // Of an account, that it is there is all that is read.
          notes.push(
            `${name}${name === 'findAccountByName' ? '' : ` ${found === undefined ? 'nothing' : 'something'}`}`,
          );
          return found;
        };
      },
    });
  return { ...storage, read: (work) => storage.read((tx) => work(noted(tx))) };
}

type Show = (context: Shop['context'], account: string, id: string) => Promise<unknown>;

async function readsOf(shop: Shop, show: Show, account: string, id: string): Promise<string[]> {
  const notes: string[] = [];
  await assert.rejects(
    show({ ...shop.context, storage: noting(shop.storage, notes) }, account, id),
    refusal('not_found'),
  );
  return notes;
}

async function checkAlike(t: TestContext, engine: keyof typeof shops): Promise<void> {
  const shop = await shops[engine](t);
  const owner = asCaller(shop.owners.lojaverde);
  const { id, appKey } = await shop.addKey('lojaazul');
  const role = await shop.addRole('lojaazul', ['OMSViewer']);
  const key: Show = (context, account, name) => showKey(context, owner, { account, key: name });
  const user: Show = (context, account, name) => showUser(context, owner, { account, user: name });
  const cases: [Show, string, string, string, string][] = [
    [key, 'lojaverde', id, 'lojaverde', randomUUID()],
    [key, 'lojaverde', appKey, 'lojaverde', appKey.replace(/[A-Z]{6}$/, 'QQZZQQ')],
    [key, 'lojaazul', id, 'lojaroxa', id],
    [
      (context, account, name) => showRole(context, owner, { account, role: Number(name) }),
      'lojaverde',
      `${role}`,
      'lojaverde',
      '99',
    ],
    [user, 'lojaazul', '0'.repeat(32), 'lojaroxa', '0'.repeat(32)],
  ];
  for (const [show, account, hidden, otherAccount, unknown] of cases) {
    const reads = await readsOf(shop, show, account, hidden);
    assert.deepEqual(reads, await readsOf(shop, show, otherAccount, unknown), `${account} ${hidden}`);
    assert.ok(reads.length > 1);
  }
}

for (const engine of ['sqlite', 'postgres'] as const) {
  test(`what an account may not see costs the same reads as what does not exist (${engine})`, (t) =>
    checkAlike(t, engine));
}
