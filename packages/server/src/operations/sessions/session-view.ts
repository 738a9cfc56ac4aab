import type { Role } from '../../domain/role.ts';
import type { Session } from '../../domain/session.ts';
import type { ReadTransaction } from '../../storage/storage.ts';
import { referencesTo } from '../find-roles.ts';
import { timeText } from '../time-text.ts';

/** An account as a user sees it who has a role in it. */
interface AccessView {
  readonly name: string;
  readonly isActive: boolean;
  readonly roles: readonly { readonly id: number; readonly name: string }[];
  /** Owner: every resource, present and future, without listing them. */
  readonly holdsEverything: boolean;
  /** The resources of all roles, each once, sorted by byte. */
  readonly resources: readonly string[];
}

/** Who is signed in, and what that opens. Times in ISO 8601, UTC, with milliseconds. */
export interface SessionView {
  readonly user: { readonly id: string; readonly email: string };
  readonly session: { readonly id: string; readonly createdAt: string; readonly expiresAt: string };
  /** By name; none in which the user has no role. */
  readonly accounts: readonly AccessView[];
}

type Begun = Pick<Session, 'id' | 'userId' | 'email' | 'createdAt' | 'expiresAt'>;

export async function viewOfSignedIn(tx: ReadTransaction, session: Begun): Promise<SessionView> {
  const accounts: AccessView[] = [];
  for (const { accountId, joinedAt, roleIds } of await tx.listMembershipsOfUser(session.userId)) {
    const account = await tx.findAccountById(accountId);
    const roles = joinedAt === null ? [] : await tx.findRoles(accountId, roleIds);
    if (account === undefined || roles.length === 0) continue;
    accounts.push({ name: account.name, isActive: account.isActive, ...viewOfRoles(roles) });
  }
  const { id, userId, email, createdAt, expiresAt } = session;
  return {
    user: { id: userId, email },
    session: { id, createdAt: timeText(createdAt), expiresAt: timeText(expiresAt) },
    accounts: accounts.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function viewOfRoles(roles: readonly Role[]) {
  return {
    roles: referencesTo(roles),
    holdsEverything: roles.some((role) => role.kind === 'owner'),
    resources: [...new Set(roles.flatMap((role) => role.resources))].sort(),
  };
}
