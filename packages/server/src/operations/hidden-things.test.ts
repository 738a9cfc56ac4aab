import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import type { Decision } from '#engine';
import { ChaveiroError } from '../domain/errors.ts';
import type { ReadTransaction, Storage } from '../storage/storage.ts';
import { shops } from './both-engines.fixture.ts';
import { showKey } from './keys/show-key.ts';
import { tryCredential } from './keys/try-credential.ts';
import { showRole } from './roles/show-role.ts';
import { asCaller, type Shop } from './shop.fixture.ts';
import { findRoleHolder } from './users/find-role-holder.ts';
import { findUser } from './users/find-user.ts';
import { showUser } from './users/show-user.ts';
import { add } from './users/users.fixture.ts';

/** The same storage, which notes what was read, and whether it was there. */
function noting(storage: Storage, notes: string[]): Storage {
  const noted = <T extends ReadTransaction>(tx: T): T =>
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
  return {
    ...storage,
    read: (work) => storage.read((tx) => work(noted(tx))),
    change: (now, work) => storage.change(now, (tx) => work(noted(tx))),
  };
}

type Show = (context: Shop['context'], account: string, name: string) => Promise<unknown>;

/** What was read, and what came of it. */
async function readsOf(shop: Shop, show: Show, account: string, name: string) {
  const notes: string[] = [];
  const context = { ...shop.context, storage: noting(shop.storage, notes) };
  const outcome = await show(context, account, name).catch((error: unknown) => {
    assert.ok(error instanceof ChaveiroError, String(error));
    return error.code;
  });
  return { notes, outcome };
}

const wrongPair: Decision = {
  ...{ allowed: false, code: 'invalid_credentials', account: null, key: null, user: null, token: null },
  ...{ matchedResource: null, requiredResources: [], revision: null },
};

async function checkAlike(t: TestContext, engine: keyof typeof shops): Promise<void> {
  const shop = await shops[engine](t);
  const owner = asCaller(shop.owners.lojaverde);
  const { id, appKey } = await shop.addKey('lojaazul');
  const unknownKey = appKey.replace(/[A-Z]{6}$/, 'QQZZQQ');
  const role = await shop.addRole('lojaazul', ['OMSViewer']);
  const { email } = await add(shop, 'bia@lojaazul.example', [role], 'lojaazul');
  const key: Show = (context, account, name) => showKey(context, owner, { account, key: name });
  const user: Show = (context, account, name) => showUser(context, owner, { account, user: name });
  const userByEmail: Show = (context, account, name) => findUser(context, owner, { account, email: name });
  const holder: Show = (context, account, name) => findRoleHolder(context, owner, { account, name, purpose: 'read' });
  const pair: Show = async (context, account, name) => {
    const input = { account, appKey: name, appToken: 'secret', requirement: { kind: 'any-role' } } as const;
    return (await tryCredential(context, owner, () => wrongPair, input)).value.mistake;
  };
  const cases: [Show, string, string, string, string, unknown][] = [
    [key, 'lojaverde', id, 'lojaverde', randomUUID(), 'not_found'],
    [key, 'lojaverde', appKey, 'lojaverde', unknownKey, 'not_found'],
    [key, 'lojaazul', id, 'lojaroxa', id, 'not_found'],
    [
      (context, account, name) => showRole(context, owner, { account, role: Number(name) }),
      'lojaverde',
      `${role}`,
      'lojaverde',
      '99',
      'not_found',
    ],
    [user, 'lojaazul', '0'.repeat(32), 'lojaroxa', '0'.repeat(32), 'not_found'],
    [asVtex(userByEmail), 'lojaverde', email, 'lojaverde', 'nobody@lojaazul.example', 'not_found'],
    [asVtex(holder), 'lojaverde', email, 'lojaverde', 'nobody@lojaazul.example', null],
    [asVtex(holder), 'lojaverde', appKey, 'lojaverde', unknownKey, null],
    [asVtex(holder), 'lojaverde', id, 'lojaverde', randomUUID(), null],
    [pair, 'lojaverde', appKey, 'lojaverde', unknownKey, 'unknown_key'],
  ];
  for (const [show, account, hidden, otherAccount, unknown, outcome] of cases) {
    const seen = await readsOf(shop, show, account, hidden);
    assert.deepEqual(seen, await readsOf(shop, show, otherAccount, unknown), `${account} ${hidden}`);
    assert.ok(seen.notes.length > 1);
    assert.deepEqual(seen.outcome, outcome);
  }
}

function asVtex(show: Show): Show {
  return (context, account, name) => show({ ...context, surface: 'vtex' }, account, name);
}

for (const engine of ['sqlite', 'postgres'] as const) {
  test(`what an account may not see costs the same reads as what does not exist (${engine})`, (t) =>
    checkAlike(t, engine));
}
