import type { Actor } from '../../domain/actor.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';

export interface DeleteKeyInput {
  readonly account: string;
  /** The key's id or key string. */
  readonly key: string;
}

export declare function deleteKey(
  context: OperationContext,
  actor: Actor,
  input: DeleteKeyInput,
): Promise<Changed<{ readonly id: string }>>;
