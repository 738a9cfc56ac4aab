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
  const content = await contentText(db, { revision, now }, event);
  const contentDigest = createHash('sha256').update(content).digest();
  const head = await db
    .selectFrom('audit_events')
    .select('mac')
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  const { pepperId, mac } = sealer.seal({ previousMac: head?.mac ?? noMac, revision, contentDigest });
  await db
    .insertInto('audit_events')
    .values({ revision, pepper_id: pepperId, content_digest: contentDigest, mac })
    .execute();
  await db.insertInto('audit_contents').values({ revision, content }).execute();
}

/** The same event at the same moment gives the same text: the order of the fields is fixed here. */
async function contentText(db: Kysely<Tables>, { revision, now }: ChangeStamp, event: AuditEvent): Promise<string> {
  const account =
    event.accountId === null
      ? null
      : await db
          .selectFrom('accounts')
          .select(['id', 'name'])
          .where('id', '=', event.accountId)
          .executeTakeFirstOrThrow();
  return JSON.stringify({
    revision,
    at: new Date(now).toISOString(),
    action: event.action,
    actor: actorName(event.actor),
    source: event.actor.source,
    account: account && { id: account.id, name: account.name },
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
