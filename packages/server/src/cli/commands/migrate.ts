import { defineCommand } from '../command.ts';
import { withProgress } from '../progress.ts';

export const migrate = defineCommand({
  name: 'migrate',
  summary: "Brings the database's schema up to date",
  options: {},
  settings: 'installation',
  notes: ['Every command and the server do the same when they start. It takes a lock: of several, one migrates.'],
  examples: ['chaveiro migrate'],
  run: async ({ config, terminal }) => {
    const { migrateDatabase } = await import('../../compose.ts');
    const { applied, current } = await withProgress(terminal, 'Bringing the database up to date', () =>
      migrateDatabase(config),
    );
    const text = applied.length === 0 ? `Up to date at ${current}.` : `Applied ${applied.join(', ')}.`;
    return { json: { applied, current }, text };
  },
});
