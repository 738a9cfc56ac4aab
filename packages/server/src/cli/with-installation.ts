import type { OperationContext } from '../operations/context.ts';
import type { Call } from './command.ts';

/** Opens the installation for the length of one piece of work. */
export async function withInstallation<T>(
  { config, terminal }: Pick<Call, 'config' | 'terminal'>,
  work: (operations: OperationContext) => Promise<T>,
): Promise<T> {
  // Imported here, so that help does not wait for the server's libraries.
  const { openInstallation } = await import('../compose.ts');
  const installation = await openInstallation(config);
  try {
    for (const warning of installation.warnings) terminal.warn(`chaveiro: warning: ${warning}`);
    return await work(installation.operations);
  } finally {
    await installation.close();
  }
}
