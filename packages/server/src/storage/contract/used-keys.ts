import { hourOf, type KeyUse } from '../../domain/key-use.ts';
import type { KeyUsage, Storage } from '../storage.ts';
import { insertTestAccount, insertTestKey, make } from './subject.ts';

/** When keys of these tests are used unless they say otherwise: a second before midnight. */
export const at = Date.parse('2026-03-01T23:59:59.000Z');
const everything = { hour: 0, day: 0 };

export interface UsedKey {
  readonly id: string;
  readonly tokenId: string;
}

/** Keys with one token each, in a new account 1. */
export async function insertKeys(storage: Storage, count: number): Promise<UsedKey[]> {
  const ids = await make(storage, async (tx) => {
    await insertTestAccount(tx, 'loja');
    const inserted: string[] = [];
    for (let number = 0; number < count; number++) inserted.push(await insertTestKey(tx, { accountId: 1 }));
    return inserted;
  });
  return await Promise.all(
    ids.map(async (id) => {
      const { tokens } = await storage.read((tx) => tx.readKeyUsage(id, everything));
      return { id, tokenId: tokens[0]?.id ?? '' };
    }),
  );
}

/** One allowed request with the key in account 1, or what differs from that. */
export function use(key: UsedKey, more: Partial<KeyUse> = {}): KeyUse {
  const lastAt = more.lastAt ?? at;
  return {
    keyId: key.id,
    tokenId: key.tokenId,
    accountId: 1,
    code: 'allowed',
    count: 1,
    hour: hourOf(lastAt),
    lastAt,
    address: '10.0.0.1',
    ...more,
  };
}

/** Everything that is counted of the key. */
export async function readUsage(storage: Storage, key: UsedKey): Promise<KeyUsage> {
  return await storage.read((tx) => tx.readKeyUsage(key.id, everything));
}
