import type { OperatorActor } from '../../domain/actor.ts';
import { builtInResources } from '../../domain/catalogue/resources.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';
import { putResources } from './put-resources.ts';

/** Every start comes from a command that somebody gave. */
const starter: OperatorActor = { type: 'operator', source: { channel: 'cli' } };

/**
 * Puts the built-in catalogue into the database: at every start, for a newer version may bring more
 * resources. Nothing new: no change, no event, and no waiting for other changes.
 */
export async function installCatalog(context: OperationContext): Promise<void> {
  const keys = builtInResources.map(({ key }) => key);
  const known = await context.storage.read(async (tx) => await tx.findResources(keys));
  if (known.length === keys.length) return;
  await runChange(context, async (tx) => await putResources(tx, starter, builtInResources));
}
