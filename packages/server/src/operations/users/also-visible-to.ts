import type { CallSource } from '../../domain/actor.ts';
import type { AuditEvent, AuditValue } from '../../domain/audit-event.ts';
import type { ReadTransaction } from '../../storage/storage.ts';

/** A person, and from where they did something, or somebody did it in their name. */
interface Doing {
  readonly userId: string;
  readonly email: string;
  readonly source: CallSource;
}

/**
 * What the accounts of a person get to know of what happens in none of them, such as a sign-in: who and from where,
 * and what else is given. Only accounts that the person has joined are told, and none of them of another.
 */
export async function alsoVisibleToAccountsOf(
  tx: ReadTransaction,
  { userId, email, source: { address, userAgent } }: Doing,
  more: Readonly<Record<string, AuditValue>> = {},
): Promise<NonNullable<AuditEvent['alsoVisibleTo']>> {
  const after = {
    email,
    ...(address === undefined ? {} : { address }),
    ...(userAgent === undefined ? {} : { userAgent }),
    ...more,
  };
  const memberships = await tx.listMembershipsOfUser(userId);
  return memberships
    .filter(({ joinedAt }) => joinedAt !== null)
    .map(({ accountId }) => ({ accountId, before: null, after }));
}
