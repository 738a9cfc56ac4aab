import { readFileSync } from 'node:fs';

/** The statements of a `schema.sql`, but for the table of migrations, which is there before them. */
export function readSchema(file: URL): string[] {
  const statements = readFileSync(file, 'utf8').split(/;\s*$/m);
  return statements.filter((text) => text.trim() !== '' && !text.includes('CREATE TABLE schema_migrations'));
}
