import type { Actor } from '../../domain/actor.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';

export interface DeleteRoleInput {
  readonly account: string;
  readonly role: number;
}

export declare function deleteRole(
  context: OperationContext,
  actor: Actor,
  input: DeleteRoleInput,
): Promise<Changed<{ readonly id: number }>>;
