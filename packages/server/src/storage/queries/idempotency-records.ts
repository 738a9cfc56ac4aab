import { type Kysely, sql } from 'kysely';
import type { IdempotencyRecordReader, IdempotencyRecordWriter } from '../storage.ts';
import { databaseTime } from './database-time.ts';
import { lockRevision } from './revision.ts';
import type { Tables } from './tables.ts';

const isReadable = sql<number | boolean>`sealed_until > ${databaseTime}`;

export function idempotencyRecordReader(db: Kysely<Tables>): IdempotencyRecordReader {
  return {
    async findIdempotencyRecord(id) {
      const row = await db
        .selectFrom('kept_answers')
        .select(['request_mac', 'answer', 'nonce', 'ciphertext', 'sealed_until', isReadable.as('isReadable')])
        .where('id', '=', id)
        .where('kept_until', '>', databaseTime)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { nonce, ciphertext } = row;
      const isSealed = Boolean(row.isReadable) && nonce !== null && ciphertext !== null;
      return {
        requestMac: row.request_mac,
        answer: row.answer,
        hadSecrets: row.sealed_until !== null,
        sealed: isSealed ? { nonce, ciphertext } : null,
      };
    },
  };
}

export function idempotencyRecordWriter(db: Kysely<Tables>): IdempotencyRecordWriter {
  return {
    async insertIdempotencyRecord({ id, requestMac, answer, sealed }, { secretTtlMs, recordTtlMs }) {
      await erase(db);
      await db
        .insertInto('kept_answers')
        .values({
          id,
          request_mac: requestMac,
          answer,
          nonce: sealed?.nonce ?? null,
          ciphertext: sealed?.ciphertext ?? null,
          sealed_until: sealed === null ? null : sql<number>`${databaseTime} + ${secretTtlMs}`,
          kept_until: sql<number>`${databaseTime} + ${recordTtlMs}`,
        })
        .execute();
    },
  };
}

const isUnsealable = sql<boolean>`ciphertext is not null and sealed_until <= ${databaseTime}`;
const isOver = sql<boolean>`kept_until <= ${databaseTime}`;

/** Answers how many answers lost their secrets. */
async function erase(db: Kysely<Tables>): Promise<number> {
  await db.deleteFrom('kept_answers').where(isOver).execute();
  const erased = { nonce: null, ciphertext: null };
  const rows = await db.updateTable('kept_answers').set(erased).where(isUnsealable).returning('id').execute();
  return rows.length;
}

/** Erases what is out of date, under the lock of changes where there is anything. */
export async function eraseIdempotencyRecords(read: Kysely<Tables>, write: Kysely<Tables>): Promise<number> {
  const out = read.selectFrom('kept_answers').select('id').limit(1);
  const found = (await out.where(isUnsealable).executeTakeFirst()) ?? (await out.where(isOver).executeTakeFirst());
  if (found === undefined) return 0;
  return await write.transaction().execute(async (tx) => {
    await lockRevision(tx);
    return await erase(tx);
  });
}
