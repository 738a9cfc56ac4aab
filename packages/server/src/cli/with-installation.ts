import type { OperationContext } from '../operations/context.ts';
import type { Call } from './command.ts';
import { withProgress } from './progress.ts';

/** What takes long at the beginning is mostly a newer version that finds much to bring up to date. */
export const openingText = 'Opening the database, and bringing it up to date where it is older';

/** Opens the installation for the length of one piece of work. */
export async function withInstallation<T>(
  { config, terminal }: Pick<Call, 'config' | 'terminal'>,
  work: (operations: OperationContext) => Promise<T>,
): Promise<T> {
  // Imported here, so that help does not wait for the server's libraries.
  const { openInstallation } = await import('../compose.ts');
  const installation = await withProgress(terminal, openingText, () => openInstallation(config));
  try {
    for (const warning of installation.warnings) terminal.warn(`chaveiro: warning: ${warning}`);
    return await work(installation.operations);
  } finally {
    await installation.close();
  }
}
