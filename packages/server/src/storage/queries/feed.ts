import { type Kysely, sql } from 'kysely';
import { formatRevision, parseRevision, type Revision, type RevisionParts } from '#engine';
import type { StoredFeed, StoredRecord } from '../../domain/token-keys.ts';
import { readChangedKeys, readLiveKeys } from './feed-keys.ts';
import { readChangedUsers, readUsersWithTokens } from './feed-users.ts';
import { readRevision, revisionQuery } from './revision.ts';
import { parseRoutes } from './routes.ts';
import type { Tables } from './tables.ts';

/** Keys per batch of a snapshot: some milliseconds of one connection, and little memory that is soon garbage. */
const pageSize = 500;

/** Runs `work` on one consistent state. */
export type ReadConsistently = <T>(work: (db: Kysely<Tables>) => Promise<T>) => Promise<T>;

/**
 * The feed of a database. There is no table of changes: each record has the revision of its last
 * change, and because revisions become visible in their order, what changed after a revision is
 * what has a greater one.
 */
export function createChangeFeed(read: ReadConsistently, readNow: () => Promise<RevisionParts>): StoredFeed {
  return {
    async openSnapshot() {
      const revision = await read(readRevision);
      return { revision: formatRevision(revision), batches: readSnapshot(read) };
    },

    async readChanges(after: Revision) {
      const from = parseRevision(after);
      // Most of the time nothing changed, and one small statement says so.
      const latest = await readNow();
      if (formatRevision(latest) === after) return { kind: 'changes', revision: after, records: [] };
      return await read(async (db) => {
        const { newest, ...now } = await readProgress(db);
        if (from === undefined || from.epoch !== now.epoch || from.number > now.number) return { kind: 'resync' };
        const records: StoredRecord[] = [];
        for (const { table, read } of sources) {
          if (newest[table] > from.number) records.push(...(await read(db, from.number)));
        }
        return { kind: 'changes', revision: formatRevision(now), records };
      });
    },
  };
}

/**
 * Batches are consistent each in itself, not with one another: a long transaction would keep old
 * versions alive. What changes meanwhile comes once more with the changes after the snapshot's
 * revision, also keys that were deleted, which is why tombstones are left out here.
 */
async function* readSnapshot(read: ReadConsistently): AsyncGenerator<readonly StoredRecord[]> {
  yield await read(readStructure);
  let lastId = '';
  for (;;) {
    const after = lastId;
    const page = await read((db) => readLiveKeys(db, after, pageSize));
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    lastId = last.id;
  }
}

/** Everything but keys. */
async function readStructure(db: Kysely<Tables>): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for (const { table, read } of sources) {
    if (table === 'users') records.push(...(await readUsersWithTokens(db)));
    else if (table !== 'keys') records.push(...(await read(db, -1)));
  }
  return records;
}

/** Reads one kind of record, as far as it is newer than `after`. */
type ReadNewer = (db: Kysely<Tables>, after: number) => Promise<StoredRecord[]>;

/** Where records come from, in the order in which they are told. */
const sources = [
  { table: 'accounts', read: readAccounts },
  { table: 'resources', read: readResources },
  { table: 'roles', read: readRoles },
  { table: 'apis', read: readApis },
  { table: 'signing_keys', read: readSigningKeys },
  { table: 'users', read: readChangedUsers },
  { table: 'followers', read: readFollowers },
  { table: 'keys', read: readChangedKeys },
] as const satisfies { table: keyof Tables; read: ReadNewer }[];

type SourceTable = (typeof sources)[number]['table'];

/** The tables of which the feed tells: each has the revision of every record. */
export const feedTables: readonly SourceTable[] = sources.map(({ table }) => table);

/** The revision of the last change, and of the newest record of each table: most changes touch one. */
async function readProgress(db: Kysely<Tables>) {
  const newestOf = (table: SourceTable) =>
    sql<number>`(select coalesce(max(revision), 0) from ${sql.table(table)})`.as(table);
  const { epoch, number, ...newest } = await revisionQuery(db)
    .select(feedTables.map(newestOf))
    .executeTakeFirstOrThrow();
  return { epoch, number, newest };
}

async function readAccounts(db: Kysely<Tables>, after: number): Promise<StoredRecord[]> {
  const rows = await db.selectFrom('accounts').selectAll().where('revision', '>', after).execute();
  return rows.map((row) => ({
    kind: 'account',
    revision: row.revision,
    id: row.id,
    name: row.name,
    isActive: row.is_active === 1,
    renewalPeriodMonths: row.renewal_period_months,
    enforceExpiry: row.enforce_expiry === 1,
  }));
}

async function readResources(db: Kysely<Tables>, after: number): Promise<StoredRecord[]> {
  const rows = await db
    .selectFrom('resources')
    .select(['revision', 'id', 'key'])
    .where('revision', '>', after)
    .execute();
  return rows.map((row) => ({ kind: 'resource', ...row }));
}

async function readRoles(db: Kysely<Tables>, after: number): Promise<StoredRecord[]> {
  const rows = await db.selectFrom('roles').selectAll().where('revision', '>', after).execute();
  if (rows.length === 0) return [];
  const resourceRows = await db
    .selectFrom('role_resources')
    .innerJoin('roles', (join) =>
      join.onRef('roles.account_id', '=', 'role_resources.account_id').onRef('roles.id', '=', 'role_resources.role_id'),
    )
    .select(['role_resources.account_id', 'role_resources.role_id', 'role_resources.resource_id'])
    .where('roles.revision', '>', after)
    .orderBy('role_resources.resource_id')
    .execute();
  const resources = Map.groupBy(resourceRows, (row) => `${row.account_id}/${row.role_id}`);
  return rows.map((row) => ({
    kind: 'role',
    revision: row.revision,
    accountId: row.account_id,
    id: row.id,
    isDeleted: row.deleted_at !== null,
    holdsEverything: row.kind === 'owner',
    resourceIds: (resources.get(`${row.account_id}/${row.id}`) ?? []).map((resource) => resource.resource_id),
  }));
}

async function readApis(db: Kysely<Tables>, after: number): Promise<StoredRecord[]> {
  const rows = await db.selectFrom('apis').selectAll().where('revision', '>', after).execute();
  return rows.map((row) => ({ kind: 'api', revision: row.revision, name: row.name, routes: parseRoutes(row.routes) }));
}

async function readSigningKeys(db: Kysely<Tables>, after: number): Promise<StoredRecord[]> {
  const rows = await db
    .selectFrom('signing_keys')
    .select(['revision', 'kid', 'public_key as publicKey', 'expires_at as expiresAt'])
    .where('revision', '>', after)
    .execute();
  return rows.map((row) => ({ kind: 'signing-key', ...row }));
}

async function readFollowers(db: Kysely<Tables>, after: number): Promise<StoredRecord[]> {
  const rows = await db.selectFrom('followers').selectAll().where('revision', '>', after).execute();
  return rows.map((row) => ({
    kind: 'follower',
    revision: row.revision,
    id: row.id,
    name: row.name,
    accountId: row.account_id,
    pepperId: row.pepper_id,
    storedHash: row.stored_hash,
    isRevoked: row.revoked_at !== null,
  }));
}
