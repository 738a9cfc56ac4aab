import { type Kysely, sql } from 'kysely';
import type { LinkState } from '../../domain/single-access-link.ts';
import type { LinkReader, LinkWriter } from '../storage.ts';
import { databaseTime } from './database-time.ts';
import type { Tables } from './tables.ts';

/** Once a refusal was recorded, how long others of the same link are not. */
const refusalIntervalMs = 60_000;

const wasRefusedLately = sql<number | boolean | null>`links.refused_at > ${databaseTime} - ${refusalIntervalMs}`;

/** What became of a link; NULL where a join found none. */
export const linkState = sql<LinkState>`case when links.id is null then null when links.opened_at is not null then 'opened'
  when links.expires_at <= ${databaseTime} then 'expired' else 'unopened' end`;

/** Nobody can open it any more, and what it held is still there. */
const isLeftOver = sql<boolean>`links.ciphertext is not null and links.expires_at <= ${databaseTime}`;

/** Nonce and ciphertext once nobody can read them any more. */
const erased = { nonce: null, ciphertext: null };

function selectLinks(db: Kysely<Tables>) {
  return db
    .selectFrom('links')
    .innerJoin('keys', 'keys.id', 'links.key_id')
    .select([
      'links.id',
      'links.key_id as keyId',
      'keys.app_key as appKey',
      'keys.label',
      'keys.account_id as accountId',
      'links.proof_hash as proofHash',
      linkState.as('state'),
      wasRefusedLately.as('wasRefusedLately'),
    ]);
}

/** The engines answer a condition in ways of their own. */
function withFlag<Row extends { readonly wasRefusedLately: unknown }>(row: Row) {
  return { ...row, wasRefusedLately: Boolean(row.wasRefusedLately) };
}

export function linkReader(db: Kysely<Tables>): LinkReader {
  return {
    async findLink(id) {
      const [link] = await selectLinks(db).where('links.id', '=', id).execute();
      return link && withFlag(link);
    },

    async listExpiredLinks(limit) {
      const links = await selectLinks(db).where(isLeftOver).limit(limit).execute();
      return links.map(withFlag);
    },
  };
}

export function linkWriter(db: Kysely<Tables>): LinkWriter {
  return {
    async insertLink({ id, keyId, tokenId, proofHash, nonce, ciphertext }, lifetimeMs) {
      return await db
        .insertInto('links')
        .values({
          id,
          key_id: keyId,
          token_id: tokenId,
          proof_hash: proofHash,
          nonce,
          ciphertext,
          expires_at: sql<number>`${databaseTime} + ${lifetimeMs}`,
          opened_at: null,
          refused_at: null,
        })
        .returning('expires_at as expiresAt')
        .executeTakeFirstOrThrow();
    },

    async openLink(id, proofHash) {
      const sealed = await db
        .selectFrom('links')
        .select(['nonce', 'ciphertext'])
        .where('id', '=', id)
        .executeTakeFirst();
      const opened = await db
        .updateTable('links')
        .set({ opened_at: databaseTime, ...erased })
        .where('id', '=', id)
        .where('proof_hash', '=', proofHash)
        .where('opened_at', 'is', null)
        .where('expires_at', '>', databaseTime)
        .returning('finishes_renewal as finishesRenewal')
        .executeTakeFirst();
      if (opened === undefined || sealed === undefined) return undefined;
      const { nonce, ciphertext } = sealed;
      if (nonce === null || ciphertext === null) return undefined;
      return { nonce, ciphertext, finishesRenewal: opened.finishesRenewal === 1 };
    },

    async eraseExpiredLink(id) {
      const left = await db
        .updateTable('links')
        .set(erased)
        .where('id', '=', id)
        .where(isLeftOver)
        .returning('id')
        .executeTakeFirst();
      return left !== undefined;
    },

    async finishRenewalWhenOpened(keyId) {
      const scheduled = await db
        .updateTable('links')
        .set({ finishes_renewal: 1 })
        .where('key_id', '=', keyId)
        .where('token_id', 'in', (eb) =>
          eb.selectFrom('tokens').select('id').where('key_id', '=', keyId).where('role', '=', 'new'),
        )
        .where('finishes_renewal', '=', 0)
        .returning('id')
        .executeTakeFirst();
      return scheduled !== undefined;
    },

    async noteLinkRefused(id) {
      const noted = await db
        .updateTable('links')
        .set({ refused_at: databaseTime })
        .where('id', '=', id)
        .where(sql<boolean>`(${wasRefusedLately}) is not true`)
        .returning('id')
        .executeTakeFirst();
      return noted !== undefined;
    },
  };
}
