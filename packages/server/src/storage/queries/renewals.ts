import type { Kysely } from 'kysely';
import type { KeyWriter, NewToken } from '../storage.ts';
import type { ChangeStamp } from './revision.ts';
import type { Tables } from './tables.ts';
import { eraseLastUsesOfDeadTokens } from './usage.ts';

/** Stores a token of a key. */
export async function insertToken(db: Kysely<Tables>, keyId: string, token: NewToken): Promise<void> {
  await db
    .insertInto('tokens')
    .values({
      key_id: keyId,
      id: token.id,
      role: token.role,
      stored_hash: token.storedHash,
      pepper_id: token.pepperId,
      is_imported: token.isImported ? 1 : 0,
      created_at: token.createdAt,
    })
    .execute();
}

/** Deletes, then renames, then adds: in this order no two tokens are ever of one kind. */
export async function updateTokens(
  db: Kysely<Tables>,
  { revision }: ChangeStamp,
  key: { readonly id: string; readonly account_id: number },
  { deletes, renames, added, renewal }: Parameters<KeyWriter['updateTokens']>[1],
): Promise<void> {
  if (deletes !== null) {
    await db.deleteFrom('tokens').where('key_id', '=', key.id).where('role', '=', deletes).execute();
  }
  await db
    .updateTable('tokens')
    .set({ role: renames.to })
    .where('key_id', '=', key.id)
    .where('role', '=', renames.from)
    .execute();
  if (added !== null) await insertToken(db, key.id, added);
  await db.deleteFrom('renewals').where('key_id', '=', key.id).execute();
  if (renewal !== null) {
    await db
      .insertInto('renewals')
      .values({
        key_id: key.id,
        account_id: key.account_id,
        started_at: renewal.startedAt,
        started_by: renewal.startedBy,
      })
      .execute();
  }
  const { newest } = await db
    .selectFrom('tokens')
    .select((eb) => eb.fn.max('created_at').as('newest'))
    .where('key_id', '=', key.id)
    .executeTakeFirstOrThrow();
  await db.updateTable('keys').set({ newest_token_at: newest, revision }).where('id', '=', key.id).execute();
  if (deletes !== null) await eraseLastUsesOfDeadTokens(db, key.id);
}
