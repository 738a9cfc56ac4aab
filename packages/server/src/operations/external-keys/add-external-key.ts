import type { Actor } from '../../domain/actor.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';

export interface AddExternalKeyInput {
  /** Name of the account that gives the roles. */
  readonly account: string;
  /** Key string of the other account's key. */
  readonly appKey: string;
  /** At least one. */
  readonly roleIds: readonly number[];
  readonly note?: string | undefined;
}

export declare function addExternalKey(
  context: OperationContext,
  actor: Actor,
  input: AddExternalKeyInput,
): Promise<Changed<{ readonly id: string; readonly appKey: string }>>;
