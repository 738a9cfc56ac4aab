import type { UserActor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { signUserToken } from '../../domain/sign-user-token.ts';
import { openSigningKey } from '../../domain/signing-key.ts';
import { newClaims } from '../../domain/user-token.ts';
import type { Changed, ReadTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { checkSignedIn } from '../rights.ts';
import { runChange } from '../run-change.ts';
import { getSigner } from '../signing-keys/get-signer.ts';
import { timeText } from '../time-text.ts';
import { alsoVisibleToAccountsOf } from '../users/also-visible-to.ts';

/** A new user token, as its holder gets to see it once. */
export interface IssuedUserToken {
  readonly userToken: string;
  /** Seconds since 1970. */
  readonly expires: number;
}

export interface IssueOwnTokenInput {
  /** The account that it is made for; without it the first one, by name, in which the user has a role. */
  readonly account?: string | undefined;
}

/**
 * A user token for a person who is signed in. It ends with the session, and is good in every account in which
 * they have roles.
 *
 * Throws `invalid_credentials` when the session is over, and `not_found` when the user has no role in the
 * account, or in none.
 */
export async function issueOwnToken(
  context: OperationContext,
  actor: UserActor,
  { account }: IssueOwnTokenInput,
): Promise<Changed<IssuedUserToken>> {
  const signer = await getSigner(context);
  const privateKey = openSigningKey(context.peppers, signer);
  const { value: claims, revision } = await runChange(context, async (tx, now) => {
    const { userId, email, id: sessionId, expiresAt: sessionExpiresAt } = await checkSignedIn(tx, now, actor);
    const madeFor = await findAccount(tx, userId, account);
    const made = newClaims({ type: 'person', userId, email, sessionId, sessionExpiresAt }, madeFor, now);
    await tx.setSessionToken(sessionId, made.exp * 1000);
    return {
      value: made,
      event: {
        action: 'user_token.issued',
        actor,
        accountId: null,
        subject: `user:${userId}`,
        subjectName: email,
        before: null,
        after: { session: sessionId, account: madeFor, expiresAt: timeText(made.exp * 1000) },
        // Not for which account it was made: that is the affair of that account.
        alsoVisibleTo: await alsoVisibleToAccountsOf(tx, actor),
      },
    };
  });
  const userToken = await signUserToken(claims, signer.kid, privateKey);
  return { value: { userToken, expires: claims.exp }, revision };
}

async function findAccount(tx: ReadTransaction, userId: string, wanted: string | undefined): Promise<string> {
  const names: string[] = [];
  for (const { accountId, joinedAt, roleIds } of await tx.listMembershipsOfUser(userId)) {
    const account = joinedAt === null || roleIds.length === 0 ? undefined : await tx.findAccountById(accountId);
    if (account !== undefined) names.push(account.name);
  }
  const name = wanted === undefined ? names.toSorted()[0] : names.find((each) => each === wanted);
  if (name !== undefined) return name;
  throw new ChaveiroError(
    'not_found',
    wanted === undefined
      ? 'There is no account in which you have a role.'
      : 'There is no such account, or you have no role in it.',
  );
}
