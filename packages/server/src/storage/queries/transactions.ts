import type { Kysely } from 'kysely';
import type { RevisionParts } from '#engine';
import { formatRevision } from '#engine';
import type { ReadTransaction, WriteTransaction } from '../storage.ts';
import { accountReader, accountWriter } from './accounts.ts';
import { auditRetention } from './audit-events.ts';
import { auditListReader } from './audit-listings.ts';
import { externalKeyReader, externalKeyWriter } from './external-keys.ts';
import { followerReader, followerWriter } from './followers.ts';
import { idempotencyRecordReader, idempotencyRecordWriter } from './idempotency-records.ts';
import { keyReader, keyWriter } from './keys.ts';
import { linkReader, linkWriter } from './links.ts';
import { resourceReader, resourceWriter } from './resources.ts';
import { roleReader, roleWriter } from './roles.ts';
import { routeReader, routeWriter } from './routes.ts';
import { sessionReader, sessionWriter } from './sessions.ts';
import { setupLinkReader, setupLinkWriter } from './setup-links.ts';
import { signingKeyReader, signingKeyWriter } from './signing-keys.ts';
import type { Tables } from './tables.ts';
import { usageReader } from './usage-reader.ts';
import { userReader, userWriter } from './users.ts';

/** What can be read in the transaction `db`. */
export function readTransaction(db: Kysely<Tables>): ReadTransaction {
  return {
    ...accountReader(db),
    ...userReader(db),
    ...sessionReader(db),
    ...signingKeyReader(db),
    ...followerReader(db),
    ...setupLinkReader(db),
    ...resourceReader(db),
    ...roleReader(db),
    ...keyReader(db),
    ...linkReader(db),
    ...externalKeyReader(db),
    ...idempotencyRecordReader(db),
    ...routeReader(db),
    ...auditListReader(db),
    ...usageReader(db),
  };
}

/** What can be done in the transaction `db`, which has taken `revision`. */
export function writeTransaction(db: Kysely<Tables>, revision: RevisionParts, now: number): WriteTransaction {
  const stamp = { revision: revision.number, now };
  return {
    revision: formatRevision(revision),
    ...readTransaction(db),
    ...accountWriter(db, stamp),
    ...userWriter(db, stamp),
    ...sessionWriter(db, stamp),
    ...signingKeyWriter(db, stamp),
    ...followerWriter(db, stamp),
    ...setupLinkWriter(db),
    ...resourceWriter(db, stamp),
    ...roleWriter(db, stamp),
    ...keyWriter(db, stamp),
    ...linkWriter(db),
    ...externalKeyWriter(db, stamp),
    ...idempotencyRecordWriter(db),
    ...routeWriter(db, stamp),
    ...auditRetention(db),
  };
}
