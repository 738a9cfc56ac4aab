import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { actorName } from '../../domain/actor.ts';
import type { AuditEvent } from '../../domain/audit-event.ts';
import { type AuditRecord, formatAuditRecord } from '../../domain/audit-record.ts';
import type { AuditEntry, AuditReader, AuditRetention, AuditSealer } from '../storage.ts';
import { insertAuditListings, readAuditListings } from './audit-listings.ts';
import type { ReadConsistently } from './feed.ts';
import type { ChangeStamp } from './revision.ts';
import type { Tables } from './tables.ts';

/** What the first event is linked to. */
const noMac = new Uint8Array(32);

export function auditReader(db: Kysely<Tables>, readConsistently: ReadConsistently): AuditReader {
  return {
    async listAuditEntries(afterRevision, limit) {
      return await entriesAfter(db, afterRevision, limit);
    },

    async findAuditHead() {
      return await auditEntries(db).orderBy('audit_events.revision', 'desc').limit(1).executeTakeFirst();
    },

    async readAuditBatch(afterRevision, limit) {
      return await readConsistently(async (tx) => {
        const entries = await entriesAfter(tx, afterRevision, limit);
        const last = entries.at(-1)?.revision ?? afterRevision;
        return { entries, listings: await readAuditListings(tx, { after: afterRevision, last }) };
      });
    },

    async listAuditListingsAfter(revision) {
      return await readAuditListings(db, { after: revision });
    },

    async listOrphanContents(limit) {
      const rows = await db
        .selectFrom('audit_contents')
        .leftJoin('audit_events', 'audit_events.revision', 'audit_contents.revision')
        .select('audit_contents.revision')
        .where('audit_events.revision', 'is', null)
        .orderBy('audit_contents.revision')
        .limit(limit)
        .execute();
      return rows.map((row) => row.revision);
    },
  };
}

export function auditRetention(db: Kysely<Tables>): AuditRetention {
  return {
    async listOldestAuditEvents(limit) {
      return await db
        .selectFrom('audit_event_accounts')
        .select(['at', 'revision'])
        .where('is_own', '=', 1)
        .orderBy('revision')
        .limit(limit)
        .execute();
    },

    async eraseAuditContents(untilRevision) {
      await db.deleteFrom('audit_event_accounts').where('revision', '<=', untilRevision).execute();
      const { numDeletedRows } = await db
        .deleteFrom('audit_contents')
        .where('revision', '<=', untilRevision)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

/** Appends the change's event to the chain: content as text, its digest, and the MAC that links it. */
export async function appendAuditEvent(
  db: Kysely<Tables>,
  sealer: AuditSealer,
  { revision, now }: ChangeStamp,
  event: AuditEvent,
): Promise<void> {
  const { previousMac, account } = await readChainEnd(db, event.accountId);
  const record = await recordOf(db, { revision, now }, event, account);
  const content = formatAuditRecord(record);
  const contentDigest = createHash('sha256').update(content).digest();
  const { pepperId, mac } = sealer.seal({ previousMac, revision, contentDigest });
  await db
    .insertInto('audit_events')
    .values({ revision, pepper_id: pepperId, content_digest: contentDigest, mac })
    .execute();
  await db.insertInto('audit_contents').values({ revision, content }).execute();
  await insertAuditListings(db, [record]);
}

interface EventAccount {
  readonly id: number;
  readonly name: string;
}

/** What an event is linked to, and its account: one statement for both. */
async function readChainEnd(
  db: Kysely<Tables>,
  accountId: number | null,
): Promise<{ previousMac: Uint8Array; account: EventAccount | null }> {
  const { mac, name } = await db
    .selectNoFrom(({ selectFrom }) => [
      selectFrom('audit_events').select('mac').orderBy('revision', 'desc').limit(1).as('mac'),
      selectFrom('accounts').select('name').where('id', '=', accountId).as('name'),
    ])
    .executeTakeFirstOrThrow();
  if (accountId !== null && name === null) throw new Error(`The event's account ${accountId} does not exist.`);
  return { previousMac: mac ?? noMac, account: accountId === null || name === null ? null : { id: accountId, name } };
}

async function recordOf(
  db: Kysely<Tables>,
  { revision, now }: ChangeStamp,
  event: AuditEvent,
  account: EventAccount | null,
): Promise<AuditRecord> {
  const { action, actor, subject, subjectName, before, after, alsoVisibleTo = [] } = event;
  const record = {
    revision,
    at: new Date(now).toISOString(),
    action,
    actor: actorName(actor),
    source: actor.source,
    account,
    subject,
    ...(subjectName === undefined ? {} : { subjectName }),
    before,
    after,
  };
  if (alsoVisibleTo.length === 0) return record;
  const ids = alsoVisibleTo.map(({ accountId }) => accountId);
  const accounts = await db.selectFrom('accounts').select(['id', 'name']).where('id', 'in', ids).execute();
  const others = alsoVisibleTo.map(({ accountId, ...known }) => {
    const other = accounts.find(({ id }) => id === accountId);
    if (other === undefined) throw new Error(`The event concerns the account ${accountId}, which does not exist.`);
    return { account: other, ...known };
  });
  return { ...record, alsoVisibleTo: others };
}

async function entriesAfter(db: Kysely<Tables>, afterRevision: number, limit: number): Promise<AuditEntry[]> {
  return await auditEntries(db)
    .where('audit_events.revision', '>', afterRevision)
    .orderBy('audit_events.revision')
    .limit(limit)
    .execute();
}

/** The end of the log, oldest first. */
export async function newestAuditEntries(db: Kysely<Tables>, limit: number): Promise<AuditEntry[]> {
  return (await auditEntries(db).orderBy('audit_events.revision', 'desc').limit(limit).execute()).reverse();
}

function auditEntries(db: Kysely<Tables>) {
  return db
    .selectFrom('audit_events')
    .leftJoin('audit_contents', 'audit_contents.revision', 'audit_events.revision')
    .select([
      'audit_events.revision',
      'audit_events.pepper_id as pepperId',
      'audit_events.content_digest as contentDigest',
      'audit_events.mac',
      'audit_contents.content',
    ])
    .$castTo<AuditEntry>();
}
