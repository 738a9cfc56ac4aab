import type { Kysely } from 'kysely';
import type { PepperRegistry } from '../storage.ts';
import { lockRevision } from './revision.ts';
import type { Tables } from './tables.ts';

export function pepperRegistry(read: Kysely<Tables>, write: Kysely<Tables>): PepperRegistry {
  return {
    async listPeppers() {
      return await listPeppers(read);
    },

    async insertFirstPepper({ id, checkValue }) {
      await write.transaction().execute(async (tx) => {
        await lockRevision(tx);
        if ((await listPeppers(tx)).length > 0) return;
        await tx.insertInto('peppers').values({ id, check_value: checkValue }).execute();
      });
    },
  };
}

async function listPeppers(db: Kysely<Tables>) {
  return await db.selectFrom('peppers').select(['id', 'check_value as checkValue']).orderBy('id').execute();
}
