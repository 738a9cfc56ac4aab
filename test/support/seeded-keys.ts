import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installation } from './chaveiro.ts';
import { commerceResourcesFile } from './commerce.ts';

const dayMs = 24 * 3_600_000;

/** Keys as a shop has them: of every age, with few and many roles, one of them inactive. */
const keys = [
  { name: 'Marketplace – seller hub', code: 'GAEWSP', days: 12, roles: ['OMS - Full access', 'Finance'] },
  { name: 'Finance – invoice bot', code: 'LDFGEU', days: 24, roles: ['Finance'] },
  { name: 'Storefront – price feed', code: 'HBNDRA', days: 64, roles: ['Checkout Admin'] },
  { name: 'QA – load tests', code: 'MVNIYH', days: 80, roles: [] },
  {
    name: 'ERP – SAP order sync',
    code: 'QWLKZT',
    days: 110,
    roles: ['OMS - Full access', 'Finance', 'Checkout Admin'],
  },
  { name: 'Marketing – CDP export', code: 'XKSJWM', days: 60, roles: ['Call center operator', 'Finance'] },
  {
    name: 'Agency – Northwind',
    code: 'CZRTBO',
    days: 40,
    roles: ['Checkout Admin', 'Finance', 'Call center operator'],
  },
  { name: 'WMS – warehouse 3', code: 'PTVYQC', days: 330, roles: ['OMS - Full access'] },
] as const;

/** The token of a seeded key, for requests with it. */
export function seededToken(code: string): string {
  return `seeded-token-of-${code}-0123456789abcdef`;
}

/** The key string of a seeded key. */
export function seededKey(account: string, code: string): string {
  return `appkey-${account}-${code}`;
}

/** Fills an account with the roles and keys above; *XKSJWM* is under renewal, *CZRTBO* inactive. */
export async function seedKeys(installation: Installation, account: string): Promise<void> {
  await installation.json('catalog', 'import', commerceResourcesFile);
  for (const role of new Set(keys.flatMap((key) => [...key.roles]))) {
    await installation.json('role', 'create', '--account', account, '--template', role);
  }
  const file = join(installation.folder, 'seeded-keys.json');
  const entries = keys.map(({ name, code, days, roles }) => ({
    account,
    appKey: seededKey(account, code),
    label: name,
    roles,
    tokenSha256: createHash('sha256').update(seededToken(code)).digest('hex'),
    createdAt: new Date(Date.now() - days * dayMs).toISOString(),
    secretBits: 128,
  }));
  writeFileSync(file, JSON.stringify(entries));
  await installation.json('key', 'import', file);
  await installation.json('key', 'renew', seededKey(account, 'XKSJWM'));
  await installation.json('key', 'deactivate', seededKey(account, 'CZRTBO'));
}
