import type { Actor } from '../../domain/actor.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import type { RoleView } from './role-view.ts';

/** What is absent stays as it is. */
export interface ChangeRoleInput {
  readonly account: string;
  readonly role: number;
  readonly name?: string | undefined;
  /** All resources that the role is to hold, at least one. */
  readonly resources?: readonly string[] | undefined;
}

export declare function changeRole(
  context: OperationContext,
  actor: Actor,
  input: ChangeRoleInput,
): Promise<Changed<RoleView>>;
