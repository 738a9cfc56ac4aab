import type { Actor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';

export interface RoleTemplateView {
  /** Also the name of the role that is made from it. */
  readonly name: string;
  readonly resources: readonly string[];
  /** The account's role that came from it; `null` when there is none. */
  readonly roleId: number | null;
}

export declare function listRoleTemplates(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string },
): Promise<RoleTemplateView[]>;
