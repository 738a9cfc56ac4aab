import type { Actor } from '../../domain/actor.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import type { RoleView } from './role-view.ts';

/** A custom role, or the name of a template. */
export type CreateRoleInput =
  | { readonly account: string; readonly name: string; readonly resources: readonly string[] }
  | { readonly account: string; readonly template: string };

export declare function createRole(
  context: OperationContext,
  actor: Actor,
  input: CreateRoleInput,
): Promise<Changed<RoleView>>;
