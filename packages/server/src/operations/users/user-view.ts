import type { RoleReference } from '../../domain/role.ts';
import type { Membership } from '../../domain/user.ts';
import { referencesTo } from '../find-roles.ts';
import { timeText } from '../time-text.ts';

/** A user as one account sees them. Times in ISO 8601, UTC, with milliseconds. */
export interface UserView {
  readonly id: string;
  readonly email: string;
  /** How this account calls the user. */
  readonly name: string | null;
  readonly roles: readonly { readonly id: number; readonly name: string }[];
  /** `invited` until the invitation was opened: the roles do nothing before. */
  readonly status: 'invited' | 'active';
  readonly createdAt: string;
  readonly joinedAt: string | null;
}

/** @param roles at least those of the membership */
export function viewOfUser(
  { user, name, roleIds, createdAt, joinedAt }: Membership,
  roles: readonly RoleReference[],
): UserView {
  return {
    id: user.id,
    email: user.email,
    name,
    roles: referencesTo(roles.filter((role) => roleIds.includes(role.id))),
    status: joinedAt === null ? 'invited' : 'active',
    createdAt: timeText(createdAt),
    joinedAt: joinedAt === null ? null : timeText(joinedAt),
  };
}
