import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installation } from './chaveiro.ts';
import { callWithCookies, createOwner, signIn } from './people.ts';
import { seededKey, seededToken } from './seeded-keys.ts';

const dayMs = 24 * 3_600_000;

/** Keys of partners, each of an account of its own; `role` is the id of the role that the first account gives it. */
const partners = [
  { account: 'lojaazul', code: 'ABCDEF', note: 'Carrier: labels and tracking', role: 2 },
  { account: 'lojaazul', code: 'GHIJKL', note: null, role: null },
  { account: 'parceira', code: 'MNOPQR', note: 'Price comparison', role: 3 },
  { account: 'parceira', code: 'STUVWX', note: 'Campaign of last year', role: 2 },
] as const;

/** Accounts of partners with their keys: nothing is given to these yet. */
export async function seedPartners(installation: Installation): Promise<void> {
  for (const account of new Set(partners.map((key) => key.account))) await createOwner(installation, account);
  const file = join(installation.folder, 'partners.json');
  const entries = partners.map(({ account, code }) => ({
    account,
    appKey: seededKey(account, code),
    label: `Of ${account}`,
    roles: [],
    tokenSha256: createHash('sha256').update(seededToken(code)).digest('hex'),
    createdAt: new Date(Date.now() - 100 * dayMs).toISOString(),
    secretBits: 128,
  }));
  writeFileSync(file, JSON.stringify(entries));
  await installation.json('key', 'import', file);
}

/**
 * Gives roles to three of the partners' keys: *ABCDEF* is active until tomorrow, *MNOPQR* inactive, *STUVWX* deleted
 * by its owner; *GHIJKL* is left to be added.
 */
export async function seedExternalKeys(url: string, account: string, cookies: string): Promise<void> {
  const expected = async (status: number, method: string, path: string, body?: unknown, by = cookies) => {
    const answer = await callWithCookies(url, by, method, path, body, { 'Sec-Fetch-Site': 'same-origin' });
    if (answer.status !== status) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  };
  for (const { account: owner, code, note, role } of partners) {
    if (role === null) continue;
    await expected(201, 'POST', `/api/v1/accounts/${account}/external-keys`, {
      appKey: seededKey(owner, code),
      roles: [role],
      ...(note === null ? {} : { note }),
      ...(code === 'ABCDEF' ? { expiresAt: new Date(Date.now() + dayMs).toISOString() } : {}),
    });
  }
  const theirs = await signIn(url, 'ana@parceira.example');
  const key = (code: string) => `/api/v1/accounts/parceira/keys/${seededKey('parceira', code)}`;
  await expected(200, 'PATCH', key('MNOPQR'), { isActive: false }, theirs);
  await expected(200, 'DELETE', key('STUVWX'), undefined, theirs);
}
