import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installation } from './chaveiro.ts';

const minuteMs = 60_000;

/** The key string and label of the nth of many keys, from 1 on, such as `appkey-lojaverde-MANYAC` and `Many 003`. */
export function manyKey(account: string, number: number): { readonly appKey: string; readonly label: string } {
  const letter = (rest: number) => String.fromCharCode('A'.charCodeAt(0) + rest);
  const code = `MANY${letter(Math.floor((number - 1) / 26))}${letter((number - 1) % 26)}`;
  return { appKey: `appkey-${account}-${code}`, label: `Many ${String(number).padStart(3, '0')}` };
}

/** Fills an account with so many keys without roles, each a minute older than the one before. */
export async function seedManyKeys(installation: Installation, account: string, count: number): Promise<void> {
  const file = join(installation.folder, 'many-keys.json');
  const entries = Array.from({ length: count }, (_, i) => {
    const { appKey, label } = manyKey(account, i + 1);
    const tokenSha256 = createHash('sha256').update(`token-of-${appKey}-0123456789`).digest('hex');
    const createdAt = new Date(Date.now() - (i + 1) * minuteMs).toISOString();
    return { account, appKey, label, roles: [], tokenSha256, createdAt, secretBits: 128 };
  });
  writeFileSync(file, JSON.stringify(entries));
  await installation.json('key', 'import', file);
}
