import type { Installation } from './chaveiro.ts';
import { type Execute, withDatabase } from './databases.ts';
import { until } from './until.ts';

async function readRevision(execute: Execute): Promise<number> {
  const [row] = await execute('SELECT revision FROM installation');
  return Number(row?.revision);
}

/**
 * Runs a command that makes one change, and answers how long after its commit something came about, in
 * milliseconds. The database itself tells when it is committed: the command takes longer to end.
 */
export async function msAfterCommit(
  installation: Installation,
  argv: readonly string[],
  isSo: () => Promise<boolean>,
): Promise<number> {
  return await withDatabase(installation, async (execute) => {
    const before = await readRevision(execute);
    const done = installation.json(...argv);
    await until('the commit', async () => (await readRevision(execute)) > before);
    const committedAt = performance.now();
    await until(`what follows ${argv.join(' ')}`, isSo);
    const cameAboutAt = performance.now();
    await done;
    return cameAboutAt - committedAt;
  });
}
