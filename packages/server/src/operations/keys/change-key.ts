import type { Actor } from '../../domain/actor.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import type { KeyView } from './key-view.ts';

/** What is absent stays as it is. */
export interface ChangeKeyInput {
  readonly account: string;
  /** The key's id or key string. */
  readonly key: string;
  readonly label?: string | undefined;
  /** All roles that the key is to have in its own account. */
  readonly roleIds?: readonly number[] | undefined;
  readonly isActive?: boolean | undefined;
}

export declare function changeKey(
  context: OperationContext,
  actor: Actor,
  input: ChangeKeyInput,
): Promise<Changed<KeyView>>;
