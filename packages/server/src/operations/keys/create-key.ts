import type { Actor } from '../../domain/actor.ts';
import type { PlainToken } from '../../domain/plain-token.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';

export interface CreateKeyInput {
  /** Name of the account that will own the key. */
  readonly account: string;
  readonly label: string;
  readonly roleIds: readonly number[];
}

export interface CreatedKey {
  readonly id: string;
  readonly appKey: string;
  readonly appToken: PlainToken;
}

export declare function createKey(
  context: OperationContext,
  actor: Actor,
  input: CreateKeyInput,
): Promise<Changed<CreatedKey>>;
