import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { labelKey, searchText } from '../queries/label-key.ts';
import type { Tables } from '../queries/tables.ts';
import { pepperId } from './subject.ts';

const rowsPerStatement = 1_000;

const firstCreatedAt = Date.UTC(2024, 0, 1);
const words = ['Loja', 'Orders', 'Integração', 'ERP', 'Preços', 'Checkout', 'Estoque', 'Mobile'];

/**
 * Gives an account keys directly in the tables, as many changes would leave them: every key has
 * role 2 and every thousandth role 3 as well; every fifth is inactive.
 */
export async function fillAccount(
  db: Kysely<Tables>,
  { accountId, keys }: { readonly accountId: number; readonly keys: number },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (let from = 0; from < keys; from += rowsPerStatement) {
      const numbers = Array.from({ length: Math.min(rowsPerStatement, keys - from) }, (_, index) => from + index);
      const rows = numbers.map((number) => keyRow(accountId, number));
      await tx.insertInto('keys').values(rows).execute();
      await tx.insertInto('tokens').values(rows.map(tokenRow)).execute();
      await tx.insertInto('grants').values(rows.map(grantRow)).execute();
      await tx
        .insertInto('grant_roles')
        .values(rows.flatMap((row, index) => roleRows(row, numbers[index] ?? 0)))
        .execute();
    }
    await tx.updateTable('accounts').set({ key_count: keys }).where('id', '=', accountId).execute();
  });
}

function keyRow(accountId: number, number: number) {
  const digest = createHash('sha256').update(`${accountId}/${number}`).digest('hex');
  const label = `${words[number % words.length]} ${digest.slice(0, 10)} ${number}`;
  const appKey = `appkey-loja${accountId}-${digest.slice(10, 18).toUpperCase()}${number}`;
  // Neither ids nor times follow the order of insertion, so that no order is right by luck.
  const createdAt = firstCreatedAt + Number.parseInt(digest.slice(0, 8), 16) * 10;
  return {
    id: `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`,
    app_key: appKey,
    account_id: accountId,
    label,
    label_key: labelKey(label),
    search_text: searchText(label, appKey),
    is_active: number % 5 === 0 ? (0 as const) : (1 as const),
    created_at: createdAt,
    created_by: 'operator',
    deleted_at: null,
    newest_token_at: createdAt,
    last_used_at: 0,
    revision: 1,
  };
}

type KeyRow = ReturnType<typeof keyRow>;

function tokenRow({ id, created_at }: KeyRow) {
  return {
    key_id: id,
    id,
    role: 'current' as const,
    stored_hash: createHash('sha256').update(id).digest(),
    pepper_id: pepperId,
    is_imported: 0 as const,
    created_at,
  };
}

function grantRow({ id, account_id, created_at }: KeyRow) {
  return { key_id: id, account_id, added_at: created_at, added_by: 'operator', note: null, expires_at: null };
}

function roleRows({ id, account_id }: KeyRow, number: number) {
  const common = { key_id: id, account_id, role_id: 2 };
  return number % 1_000 === 0 ? [common, { ...common, role_id: 3 }] : [common];
}
