import type { Actor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import type { RoleView } from './role-view.ts';

export declare function listRoles(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string },
): Promise<RoleView[]>;
