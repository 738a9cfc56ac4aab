import type { Role } from '../../domain/role.ts';
import { timeText } from '../time-text.ts';

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
}

export function viewOfRole(role: Role): RoleView {
  const { id, name, kind, template, resources, createdAt } = role;
  return { id, name, kind, template, holdsEverything: kind === 'owner', resources, createdAt: timeText(createdAt) };
}
