/** Keeps `external_keys` in step with the keys, accounts and grants that it follows from. */
import { type Kysely, type Selectable, sql } from 'kysely';
import type { ExternalKeyStatus } from '../../domain/external-key.ts';
import { textKey } from '../../domain/text-key.ts';
import type { Grant } from '../storage.ts';
import { labelKey } from './label-key.ts';
import type { Tables } from './tables.ts';

/** How statuses are stored, so that they sort like those of keys: what is active comes last. */
export const externalKeyRanks = { deleted_by_owner: 0, inactive: 1, active: 2 } as const satisfies Record<
  ExternalKeyStatus,
  number
>;

/** The rank that follows from the key and from the account that owns it. */
const rankOfKey = sql<0 | 1 | 2>`(
  select case
    when keys.deleted_at is not null then 0
    when keys.is_active = 0 or accounts.is_active = 0 then 1
    else 2
  end
  from keys join accounts on accounts.id = keys.account_id
  where keys.id = external_keys.key_id
)`;

/** After a key, or the account that owns it, was switched on or off or was deleted. */
export async function setExternalKeyStatus(
  db: Kysely<Tables>,
  changed: { readonly keyId: string } | { readonly ownerId: number },
): Promise<void> {
  let externalKeys = db.updateTable('external_keys').set({ status: rankOfKey });
  if ('keyId' in changed) {
    externalKeys = externalKeys.where('key_id', '=', changed.keyId);
  } else {
    externalKeys = externalKeys.where('owner', '=', (eb) =>
      eb.selectFrom('accounts').select('name').where('id', '=', changed.ownerId),
    );
  }
  await externalKeys.execute();
}

/** After keys, accounts and grants were changed behind its back. */
export async function refreshExternalKeys(db: Kysely<Tables>): Promise<void> {
  await db.updateTable('external_keys').set({ status: rankOfKey }).execute();
  await sql`delete from external_keys where status <> ${externalKeyRanks.deleted_by_owner} and not exists (
    select 1 from grants where grants.key_id = external_keys.key_id
      and grants.account_id = external_keys.account_id)`.execute(db);
}

/** Lists a grant of another account than the owner's, or lists it anew. */
export async function putExternalKey(
  db: Kysely<Tables>,
  key: Pick<Selectable<Tables['keys']>, 'app_key' | 'account_id'>,
  { keyId, accountId, addedAt, note }: Grant,
): Promise<void> {
  const owner = await db
    .selectFrom('accounts')
    .select('name')
    .where('id', '=', key.account_id)
    .executeTakeFirstOrThrow();
  const search_text = [textKey(key.app_key), owner.name, labelKey(note ?? '')].join('\n');
  const row = { key_id: keyId, account_id: accountId, app_key: key.app_key, owner: owner.name, added_at: addedAt };
  await db
    .insertInto('external_keys')
    .values({ ...row, search_text, status: externalKeyRanks.active })
    .onConflict((conflict) =>
      conflict.columns(['key_id', 'account_id']).doUpdateSet({ search_text, added_at: addedAt }),
    )
    .execute();
  await setExternalKeyStatus(db, { keyId });
}
