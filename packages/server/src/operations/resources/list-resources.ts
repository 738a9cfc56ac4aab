import type { Actor } from '../../domain/actor.ts';
import type { ResourcePlace } from '../../domain/resource.ts';
import type { OperationContext } from '../context.ts';

export interface ResourceView {
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  readonly places: readonly ResourcePlace[];
  /** Only its holders can hand it on. */
  readonly isManagementRight: boolean;
}

export declare function listResources(
  context: OperationContext,
  actor: Actor,
  input: { readonly account: string },
): Promise<ResourceView[]>;
