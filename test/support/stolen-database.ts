import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installation } from './chaveiro.ts';
import { withDatabase } from './databases.ts';

/** Everything that somebody who stole the database has: files with their free pages, or all rows of all tables. */
export async function stealDatabase(installation: Installation): Promise<Buffer[]> {
  if (installation.settings.CHAVEIRO_DATABASE_URL === undefined) {
    const names = readdirSync(installation.folder).filter((name) => name !== 'pepper');
    return names
      .filter((name) => name.startsWith('chaveiro.db'))
      .map((name) => readFileSync(join(installation.folder, name)));
  }
  return withDatabase(installation, async (execute) => {
    const tables = await execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    const dumps: Buffer[] = [];
    for (const { tablename } of tables) {
      for (const row of await execute(`SELECT * FROM "${tablename}"`)) {
        for (const value of Object.values(row)) dumps.push(Buffer.isBuffer(value) ? value : Buffer.from(String(value)));
      }
    }
    return dumps;
  });
}
