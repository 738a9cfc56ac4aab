import type { Role } from '../../domain/role.ts';
import { type Invitation, isBelowCeiling } from '../../domain/setup-link.ts';
import type { Membership } from '../../domain/user.ts';
import type { ReadTransaction } from '../../storage/storage.ts';
import { idsOf, referencesTo } from '../find-roles.ts';
import { timeText } from '../time-text.ts';
import { versionOf } from '../view-version.ts';

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
  /** Until when the invitation can be opened; `null` when none can be, also for a user who has joined. */
  readonly invitationExpiresAt: string | null;
  /** Of what people set in this account: nothing of another one changes it. */
  readonly version: string;
}

/**
 * @param roles at least those of the membership
 * @param invitation the user's into this account, as far as there is one
 */
export function viewOfUser(
  { user, name, roleIds, createdAt, joinedAt }: Membership,
  roles: readonly Role[],
  invitation: Invitation | undefined,
): UserView {
  const held = roles.filter((role) => roleIds.includes(role.id));
  const opens = invitation !== undefined && isBelowCeiling(invitation.ceiling, held);
  return {
    id: user.id,
    email: user.email,
    name,
    roles: referencesTo(held),
    status: joinedAt === null ? 'invited' : 'active',
    createdAt: timeText(createdAt),
    joinedAt: joinedAt === null ? null : timeText(joinedAt),
    invitationExpiresAt: opens ? timeText(invitation.expiresAt) : null,
    version: versionOf([user.id, name, idsOf(held), createdAt, joinedAt]),
  };
}

/** One user, with what is left of the invitation. Parameters as those of `viewOfUser`. */
export async function readUserView(
  tx: ReadTransaction,
  membership: Membership,
  roles: readonly Role[],
): Promise<UserView> {
  const { accountId, user } = membership;
  const [invitation] = await tx.listInvitations(accountId, user.id);
  return viewOfUser(membership, roles, invitation);
}
