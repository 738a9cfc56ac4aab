import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { formatRevision } from '#engine';
import { ChaveiroError } from '../../domain/errors.ts';
import type {
  AuditSealer,
  Changed,
  ReductionCounts,
  Replacement,
  ReplacementResult,
  Revocations,
  TableRows,
} from '../storage.ts';
import { appendAuditEvent } from './audit-events.ts';
import { backupTables, emptiedTables } from './backup-tables.ts';
import { refreshExternalKeys } from './external-key-status.ts';
import { removeRevoked } from './remove-revoked.ts';
import { insertToken } from './renewals.ts';
import { type ChangeStamp, takeRevision } from './revision.ts';
import { changeSurvivors, forgetSurvivors, noteSurvivors } from './survivors.ts';
import type { Tables } from './tables.ts';

const nothingTaken: ReductionCounts = {
  accountsDeactivated: 0,
  rolesDeleted: 0,
  resourcesTaken: 0,
  keysDeleted: 0,
  keysDeactivated: 0,
  tokensDeleted: 0,
  grantsRemoved: 0,
  grantRolesTaken: 0,
  membershipRolesTaken: 0,
  membershipsRemoved: 0,
  passwordsForgotten: 0,
};

/** In the transaction `tx`: see the port. */
export async function replaceContents(
  tx: Kysely<Tables>,
  sealer: AuditSealer,
  now: number,
  { revision: backupRevision, rows, revocations, unusableToken, event }: Replacement,
): Promise<Changed<ReplacementResult>> {
  await takeRevision(tx);
  const stamp = { revision: backupRevision + 1, now };
  if (revocations.from === 'database') await noteSurvivors(tx);
  for (const table of emptiedTables) await tx.deleteFrom(table).execute();
  await insertRows(tx, rows);
  const taken = await takeRevoked(tx, stamp, revocations);
  const keysWithoutToken = await completeTokens(tx, stamp, unusableToken);
  await tidyUp(tx);
  const epoch = randomBytes(8).toString('hex');
  await tx.updateTable('installation').set({ epoch, revision: stamp.revision }).where('id', '=', 1).execute();
  const value = { taken, keysWithoutToken };
  await appendAuditEvent(tx, sealer, stamp, event(value));
  return { value, revision: formatRevision({ epoch, number: stamp.revision }) };
}

async function insertRows(tx: Kysely<Tables>, rows: AsyncIterable<TableRows>): Promise<void> {
  for await (const { table, rows: some } of rows) {
    const known = backupTables.find(({ name }) => name === table);
    if (known === undefined) throw new ChaveiroError('invalid_request', `The backup has an unknown table "${table}".`);
    // Columns are those of the same version of the schema, which was checked; a type cannot follow them.
    await tx
      .insertInto(known.name)
      .values(some as never)
      .execute();
  }
}

async function takeRevoked(tx: Kysely<Tables>, stamp: ChangeStamp, revocations: Revocations): Promise<ReductionCounts> {
  if (revocations.from === 'nowhere') {
    if (revocations.isRiskAccepted) return nothingTaken;
    const { numUpdatedRows } = await tx
      .updateTable('keys')
      .set({ is_active: 0, revision: stamp.revision })
      .where('is_active', '=', 1)
      .where('deleted_at', 'is', null)
      .executeTakeFirstOrThrow();
    const { numDeletedRows } = await tx.deleteFrom('passwords').executeTakeFirstOrThrow();
    return {
      ...nothingTaken,
      keysDeactivated: Number(numUpdatedRows),
      passwordsForgotten: Number(numDeletedRows),
    };
  }
  if (revocations.from === 'file') {
    await noteSurvivors(tx);
    for await (const change of revocations.changes) await changeSurvivors(tx, change);
  }
  const taken = await removeRevoked(tx, stamp);
  await forgetSurvivors(tx);
  return taken;
}

/** A key has one or two tokens, never none, and one that has a single one is under no renewal. */
async function completeTokens(
  tx: Kysely<Tables>,
  { revision }: ChangeStamp,
  unusableToken: Replacement['unusableToken'],
): Promise<string[]> {
  await sql`delete from renewals where key_id in (
    select key_id from renewals where not exists (
      select 1 from tokens where tokens.key_id = renewals.key_id and tokens.role = 'new')
    union select key_id from renewals where not exists (
      select 1 from tokens where tokens.key_id = renewals.key_id and tokens.role <> 'new'))`.execute(tx);
  await sql`update tokens set role = 'current' where role <> 'current'
    and (select count(*) from tokens others where others.key_id = tokens.key_id) = 1`.execute(tx);
  const bare = await tx
    .selectFrom('keys')
    .select(['id', 'app_key', 'is_active'])
    .where('deleted_at', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('tokens').select('tokens.id').whereRef('tokens.key_id', '=', 'keys.id'))),
    )
    .orderBy('app_key')
    .execute();
  for (const key of bare) {
    await insertToken(tx, key.id, unusableToken());
    await tx.updateTable('keys').set({ revision }).where('id', '=', key.id).execute();
  }
  return bare.filter((key) => key.is_active === 1).map((key) => key.app_key);
}

/** What is kept beside the records for the sake of speed. */
async function tidyUp(tx: Kysely<Tables>): Promise<void> {
  await sql`update keys set newest_token_at = (select max(created_at) from tokens where tokens.key_id = keys.id)
    where deleted_at is null`.execute(tx);
  await refreshExternalKeys(tx);
  await sql`update accounts set key_count = (
    select count(*) from keys where keys.account_id = accounts.id and keys.deleted_at is null)`.execute(tx);
}
