import type { OperatorActor } from '../../domain/actor.ts';
import type { Resource } from '../../domain/resource.ts';
import type { ChangeOutcome, WriteTransaction } from '../../storage/storage.ts';

/** How many resources one change puts into the catalogue: a change keeps every other one waiting. */
export const chunkSize = 1000;

export interface CatalogImport {
  /** Resources that did not exist. */
  readonly added: number;
  /** Known resources that got a further place. */
  readonly extended: number;
  /** Known resources with nothing new. */
  readonly unchanged: number;
}

/** Puts resources into the catalogue: what happens to each, and one event that names those that are new or changed. */
export async function putResources(
  tx: WriteTransaction,
  actor: OperatorActor,
  resources: readonly Resource[],
): Promise<ChangeOutcome<CatalogImport>> {
  const known = new Set((await tx.findResources(resources.map(({ key }) => key))).map(({ key }) => key));
  const added: string[] = [];
  const extended: string[] = [];
  for (const resource of resources) {
    if (!(await tx.putResource(resource))) continue;
    (known.has(resource.key) ? extended : added).push(resource.key);
    known.add(resource.key);
  }
  const value = {
    added: added.length,
    extended: extended.length,
    unchanged: resources.length - added.length - extended.length,
  };
  if (value.unchanged === resources.length) return { event: null, value };
  return {
    value,
    event: {
      action: 'catalog.imported',
      actor,
      accountId: null,
      subject: 'catalog',
      before: null,
      after: { added, extended },
    },
  };
}
