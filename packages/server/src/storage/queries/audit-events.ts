import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { actorName } from '../../domain/actor.ts';
import type { AuditEvent } from '../../domain/audit-event.ts';
import type { AuditEntry, AuditReader, AuditSealer } from '../storage.ts';
import type { ChangeStamp } from './revision.ts';
import type { Tables } from './tables.ts';

/** What the first event is linked to. */
const noMac = new Uint8Array(32);

export function auditReader(db: Kysely<Tables>): AuditReader {
  return {
    async listAuditEntries(afterRevision, limit) {
      return await auditEntries(db)
        .where('audit_events.revision', '>', afterRevision)
        .orderBy('audit_events.revision')
        .limit(limit)
        .execute();
    },

    async findAuditHead() {
      return await auditEntries(db).orderBy('audit_events.revision', 'desc').limit(1).executeTakeFirst();
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

/** Appends the change's event to the chain: content as text, its digest, and the MAC that links it. */
export async function appendAuditEvent(
  db: Kysely<Tables>,
  sealer: AuditSealer,
  { revision, now }: ChangeStamp,
  event: AuditEvent,
): Promise<void> {
  const { previousMac, account } = await readChainEnd(db, event.accountId);
  const content = contentText({ revision, now }, event, account);
  const contentDigest = createHash('sha256').update(content).digest();
  const { pepperId, mac } = sealer.seal({ previousMac, revision, contentDigest });
  await db
    .insertInto('audit_events')
    .values({ revision, pepper_id: pepperId, content_digest: contentDigest, mac })
    .execute();
  await db.insertInto('audit_contents').values({ revision, content }).execute();
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

/** The same event at the same moment gives the same text: the order of the fields is fixed here. */
function contentText({ revision, now }: ChangeStamp, event: AuditEvent, account: EventAccount | null): string {
  return JSON.stringify({
    revision,
    at: new Date(now).toISOString(),
    action: event.action,
    actor: actorName(event.actor),
    source: event.actor.source,
    account,
    subject: event.subject,
    before: event.before,
    after: event.after,
  });
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
