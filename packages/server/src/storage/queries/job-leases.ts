import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { JobLeases } from '../storage.ts';
import { databaseTime } from './database-time.ts';
import type { Tables } from './tables.ts';

export function jobLeases(db: Kysely<Tables>): JobLeases {
  const holder = randomUUID();
  return {
    async takeLease(job, forMs) {
      const expires_at = sql<number>`${databaseTime} + ${forMs}`;
      const taken = await db
        .insertInto('job_leases')
        .values({ job, holder, expires_at })
        .onConflict((conflict) =>
          conflict.column('job').doUpdateSet({ holder, expires_at }).where('job_leases.expires_at', '<=', databaseTime),
        )
        .returning('job')
        .executeTakeFirst();
      return taken !== undefined;
    },

    async returnLease(job) {
      await db.deleteFrom('job_leases').where('job', '=', job).where('holder', '=', holder).execute();
    },
  };
}
