import { type Kysely, sql } from 'kysely';
import { textKey } from '../../domain/text-key.ts';
import { labelKey, searchText } from './label-key.ts';
import type { Tables } from './tables.ts';

/** Rows that are read at a time. */
const batch = 1_000;

/**
 * Makes every stored `textKey` anew, after `textKey` has come to fold more. Reads all rows, and writes those that differ.
 *
 * Of texts that are stored whole it begins with the text. Where only the key is stored it folds that one: what an
 * earlier `textKey` made of a text comes to the same as the text.
 */
export async function renewTextKeys(db: Kysely<Tables>): Promise<void> {
  await renewKeys(db);
  await renewRoles(db);
  await renewExternalKeys(db);
  await renewAuditListings(db);
}

async function renewKeys(db: Kysely<Tables>): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('keys')
      .select(['id', 'app_key', 'label', 'label_key', 'search_text'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(batch)
      .execute();
    for (const { id, app_key, label, label_key, search_text } of rows) {
      const renewed = { label_key: labelKey(label), search_text: searchText(label, app_key) };
      if (renewed.label_key === label_key && renewed.search_text === search_text) continue;
      await db.updateTable('keys').set(renewed).where('id', '=', id).execute();
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

/**
 * Two roles of an account may have become one name. Both stay: the one that has the key keeps it, and of others the
 * one that was made first gets it; what is left is told apart by its id, and is found by its id until it is renamed.
 */
async function renewRoles(db: Kysely<Tables>): Promise<void> {
  const roles = await db
    .selectFrom('roles')
    .select(['account_id', 'id', 'name', 'name_key', 'deleted_at'])
    .orderBy('account_id')
    .orderBy('id')
    .execute();
  const placeOf = (accountId: number, key: string) => `${accountId}\n${key}`;
  const taken = new Set(roles.flatMap((row) => (row.deleted_at === null ? placeOf(row.account_id, row.name_key) : [])));
  for (const { account_id, id, name, name_key, deleted_at } of roles) {
    const key = textKey(name);
    if (key === name_key) continue;
    const isFree = deleted_at !== null || !taken.has(placeOf(account_id, key));
    const renewed = isFree ? key : `${key}\n${id}`;
    if (deleted_at === null) taken.add(placeOf(account_id, renewed));
    await db
      .updateTable('roles')
      .set({ name_key: renewed })
      .where('account_id', '=', account_id)
      .where('id', '=', id)
      .execute();
  }
}

async function renewExternalKeys(db: Kysely<Tables>): Promise<void> {
  const rows = await db.selectFrom('external_keys').select(['key_id', 'account_id', 'search_text']).execute();
  for (const { key_id, account_id, search_text } of rows) {
    const renewed = search_text.split('\n').map(textKey).join('\n');
    if (renewed === search_text) continue;
    await db
      .updateTable('external_keys')
      .set({ search_text: renewed })
      .where('key_id', '=', key_id)
      .where('account_id', '=', account_id)
      .execute();
  }
}

async function renewAuditListings(db: Kysely<Tables>): Promise<void> {
  for (let after = { revision: 0, account_id: -1 }; ; ) {
    const rows = await db
      .selectFrom('audit_event_accounts')
      .select(['revision', 'account_id', 'search_text'])
      .where(sql<boolean>`(revision, account_id) > (${after.revision}, ${after.account_id})`)
      .orderBy('revision')
      .orderBy('account_id')
      .limit(batch)
      .execute();
    for (const { revision, account_id, search_text } of rows) {
      const renewed = textKey(search_text);
      if (renewed === search_text) continue;
      await db
        .updateTable('audit_event_accounts')
        .set({ search_text: renewed })
        .where('revision', '=', revision)
        .where('account_id', '=', account_id)
        .execute();
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
  }
}
