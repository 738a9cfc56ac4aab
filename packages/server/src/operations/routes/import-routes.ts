import type { OperatorActor } from '../../domain/actor.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';

export interface ImportRoutesInput {
  /** Name of the API whose table is replaced: a lower-case letter, then up to 39 of `[a-z0-9-]`. */
  readonly api: string;
  /** Parsed JSON: an array of `{method, path, anyOf: [resource key]}`. */
  readonly routes: unknown;
}

export interface RoutesImport {
  /** Routes that the table has now. */
  readonly routes: number;
  /** `false` when the table was already equal. */
  readonly changed: boolean;
}

export declare function importRoutes(
  context: OperationContext,
  actor: OperatorActor,
  input: ImportRoutesInput,
): Promise<Changed<RoutesImport>>;
