import type { Kysely } from 'kysely';
import { formatRevision, type Revision, type RevisionParts } from '#engine';
import type { Tables } from './tables.ts';

/** What a change writes into every record that it touches. */
export interface ChangeStamp {
  /** The change's own number. */
  readonly revision: number;
  /** When it happens, milliseconds since 1970. */
  readonly now: number;
}

/** The revision of the last change. */
export async function readRevision(db: Kysely<Tables>): Promise<RevisionParts> {
  return await revisionQuery(db).executeTakeFirstOrThrow();
}

/** Selects the revision of the last change. */
export function revisionQuery(db: Kysely<Tables>) {
  return db.selectFrom('installation').select(['epoch', 'revision as number']).where('id', '=', 1);
}

/** Asks for the revision again and again: the statement is put together once. */
export function revisionReader(db: Kysely<Tables>): () => Promise<RevisionParts> {
  const statement = revisionQuery(db).compile();
  return async () => {
    const { rows } = await db.executeQuery(statement);
    return rows[0] as RevisionParts;
  };
}

/**
 * Takes the next revision and, until the transaction ends, the lock that orders all changes. Must
 * be a change's first statement: what it reads before could be out of date.
 */
export async function takeRevision(db: Kysely<Tables>): Promise<RevisionParts> {
  return await db
    .updateTable('installation')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('id', '=', 1)
    .returning(['epoch', 'revision as number'])
    .executeTakeFirstOrThrow();
}

/** Takes the lock of changes, and no revision. An update, for only one of the engines knows `FOR UPDATE`. */
export async function lockRevision(db: Kysely<Tables>): Promise<void> {
  await db
    .updateTable('installation')
    .set((eb) => ({ revision: eb.ref('revision') }))
    .where('id', '=', 1)
    .execute();
}

/** The revision before one, which is the last one when that one is rolled back. */
export function previousRevision({ epoch, number }: RevisionParts): Revision {
  return formatRevision({ epoch, number: number - 1 });
}
