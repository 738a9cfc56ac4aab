import { type Rights, type RoleOptions, roleOptions } from '../../domain/ceiling.ts';
import type { Role } from '../../domain/role.ts';
import type { HolderCounts } from '../../domain/role-holders.ts';
import { timeText } from '../time-text.ts';
import { versionOf } from '../view-version.ts';

/** A role as lists show it. Times in ISO 8601, UTC, with milliseconds. */
export interface RoleView {
  readonly id: number;
  readonly name: string;
  readonly kind: 'owner' | 'predefined' | 'custom';
  /** The template it came from; `null` unless predefined. */
  readonly template: string | null;
  /** Owner: every resource, present and future, without listing them. */
  readonly holdsEverything: boolean;
  readonly resources: readonly string[];
  readonly createdAt: string;
  /** What whoever asks may do with it. */
  readonly caller: RoleOptions;
  /** Of what people set: name and resources. */
  readonly version: string;
}

/** A role in a list, with how many have it when that was asked for. */
export interface ListedRoleView extends RoleView {
  readonly holders?: HolderCounts;
}

/** @param rights of whoever asks */
export function viewOfRole(role: Role, rights: Rights): RoleView {
  const { id, name, kind, template, resources, createdAt } = role;
  return {
    id,
    name,
    kind,
    template,
    holdsEverything: kind === 'owner',
    resources,
    createdAt: timeText(createdAt),
    caller: roleOptions(rights, role),
    version: versionOf([id, name, resources.toSorted()]),
  };
}
