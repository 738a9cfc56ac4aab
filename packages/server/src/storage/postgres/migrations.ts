import type { Migration } from '../queries/migrate.ts';
import { readSchema } from '../queries/read-schema.ts';

/** In the order in which they are applied. Until the first release the schema is the one migration; a released one is never edited. */
export const migrations: readonly Migration[] = [
  {
    name: '0001-initial',
    statements: [
      ...readSchema(new URL('./schema.sql', import.meta.url)),
      // Every installation has an epoch of its own.
      `INSERT INTO installation (id, epoch, revision) VALUES (1, substr(replace(gen_random_uuid()::text, '-', ''), 1, 16), 0)`,
    ],
  },
];
