import type { OperatorActor } from '../../domain/actor.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';
import { parseCatalog } from './parse-catalog.ts';
import { type CatalogImport, chunkSize, putResources } from './put-resources.ts';

/**
 * Adds a file of resources to the catalogue. A resource that is known keeps its name and description
 * and only gets a further place; importing a file again changes nothing.
 *
 * The file is checked whole first. Large ones go in by changes of 1,000 resources: if one of these
 * fails, importing the file again goes on where it stopped.
 *
 * Throws `invalid_request` and `management_right_fixed`.
 */
export async function importCatalog(
  context: OperationContext,
  actor: OperatorActor,
  input: { readonly resources: unknown },
): Promise<Changed<CatalogImport>> {
  const resources = parseCatalog(input.resources);
  const total = { added: 0, extended: 0, unchanged: 0 };
  let revision = await context.storage.readRevision();
  for (let start = 0; start < resources.length; start += chunkSize) {
    const chunk = resources.slice(start, start + chunkSize);
    const changed = await runChange(context, async (tx) => await putResources(tx, actor, chunk));
    total.added += changed.value.added;
    total.extended += changed.value.extended;
    total.unchanged += changed.value.unchanged;
    revision = changed.revision;
  }
  return { value: total, revision };
}
