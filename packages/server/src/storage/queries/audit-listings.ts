import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { type AuditListing, type AuditRecord, listingsOf } from '../../domain/audit-record.ts';
import type { AuditListQuery, AuditListReader } from '../storage.ts';
import { contains } from './contains.ts';
import type { Tables } from './tables.ts';

/** How far a count goes. */
const countLimit = 10_000;

/** Rows of one statement: each has eight values, and SQLite takes 32,766. */
const insertBatch = 4_000;

type ListingQuery = SelectQueryBuilder<Tables, 'audit_event_accounts', object>;

export function auditListReader(db: Kysely<Tables>): AuditListReader {
  return {
    async listAuditEvents(query) {
      const { order, after, limit } = query;
      let page = matching(db, query)
        .innerJoin('audit_contents', 'audit_contents.revision', 'audit_event_accounts.revision')
        .select(['audit_event_accounts.at', 'audit_event_accounts.revision', 'audit_contents.content'])
        .orderBy('audit_event_accounts.at', order)
        .orderBy('audit_event_accounts.revision', order)
        .limit(limit + 1);
      if (after !== undefined) {
        const place = sql`(${sql.ref('audit_event_accounts.at')}, ${sql.ref('audit_event_accounts.revision')})`;
        page = page.where(
          sql<boolean>`${place} ${sql.raw(order === 'asc' ? '>' : '<')} (${after.at}, ${after.revision})`,
        );
      }
      const rows = await page.execute();
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      return {
        contents: shown.map((row) => row.content),
        next: last === undefined ? null : { at: last.at, revision: last.revision },
      };
    },

    async countAuditEvents(query) {
      const { count } = await db
        .selectFrom(
          matching(db, query)
            .select('audit_event_accounts.revision')
            .limit(countLimit + 1)
            .as('counted'),
        )
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return count > countLimit ? null : count;
    },
  };
}

/** What the lists have for a range of events, for the check against their contents. */
export async function readAuditListings(
  db: Kysely<Tables>,
  { after, last }: { readonly after: number; readonly last?: number },
): Promise<AuditListing[]> {
  let listings = db.selectFrom('audit_event_accounts').selectAll().where('revision', '>', after);
  if (last !== undefined) listings = listings.where('revision', '<=', last);
  const rows = await listings.orderBy('revision').execute();
  return rows.map((row) => ({
    accountId: row.account_id,
    revision: row.revision,
    isOwn: row.is_own === 1,
    at: row.at,
    action: row.action,
    actor: row.actor,
    subject: row.subject,
    searchText: row.search_text,
  }));
}

export async function insertAuditListings(db: Kysely<Tables>, records: readonly AuditRecord[]): Promise<void> {
  const rows = records.flatMap(listingsOf).map((listing) => ({
    revision: listing.revision,
    account_id: listing.accountId,
    is_own: listing.isOwn ? (1 as const) : (0 as const),
    at: listing.at,
    action: listing.action,
    actor: listing.actor,
    subject: listing.subject,
    search_text: listing.searchText,
  }));
  for (let begin = 0; begin < rows.length; begin += insertBatch) {
    await db
      .insertInto('audit_event_accounts')
      .values(rows.slice(begin, begin + insertBatch))
      .execute();
  }
}

function matching(db: Kysely<Tables>, query: AuditListQuery): ListingQuery {
  const { accountId, from, to, action, actor, subject, search } = query;
  let listings: ListingQuery = db.selectFrom('audit_event_accounts');
  listings =
    accountId === null
      ? listings.where('audit_event_accounts.is_own', '=', 1)
      : listings.where('audit_event_accounts.account_id', '=', accountId);
  if (from !== undefined) listings = listings.where('audit_event_accounts.at', '>=', from);
  if (to !== undefined) listings = listings.where('audit_event_accounts.at', '<', to);
  if (action !== undefined) listings = listings.where('audit_event_accounts.action', '=', action);
  if (actor !== undefined) listings = listings.where('audit_event_accounts.actor', '=', actor);
  if (subject !== undefined) listings = listings.where('audit_event_accounts.subject', '=', subject);
  if (search === undefined) return listings;
  return listings.where(contains('audit_event_accounts.search_text', search));
}
