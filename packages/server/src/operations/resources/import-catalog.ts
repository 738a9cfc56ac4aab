import type { OperatorActor } from '../../domain/actor.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';

export interface CatalogImport {
  /** Resources that did not exist. */
  readonly added: number;
  /** Known resources that got a further place. */
  readonly extended: number;
  /** Known resources with nothing new. */
  readonly unchanged: number;
}

export declare function importCatalog(
  context: OperationContext,
  actor: OperatorActor,
  input: { readonly resources: unknown },
): Promise<Changed<CatalogImport>>;
