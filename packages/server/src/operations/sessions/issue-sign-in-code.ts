import type { UserActor } from '../../domain/actor.ts';
import { parseEmail } from '../../domain/email.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { signInCodeAt, signInCodeEnd } from '../../domain/sign-in-code.ts';
import type { OperationContext } from '../context.ts';
import { checkSignedIn } from '../rights.ts';
import { timeText } from '../time-text.ts';

/** A code that lets a browser try the password of a user while others use up the attempts. */
export interface SignInCode {
  readonly email: string;
  /** Such as `K7QM-2XWD-HJ4P-9RTA`. */
  readonly code: string;
  /** In ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** The code of the user who is signed in. Throws `invalid_credentials`. */
export async function issueOwnSignInCode(context: OperationContext, actor: UserActor): Promise<SignInCode> {
  await context.storage.read((tx) => checkSignedIn(tx, context.clock(), actor));
  return await codeOf(context, actor.userId, actor.email);
}

/** The code of any user, for the operator. Throws `not_found`. */
export async function issueSignInCode(context: OperationContext, input: { email: string }): Promise<SignInCode> {
  const email = parseEmail(input.email, 'email');
  // Of several persons of the address the first one who has a password.
  const user = await context.storage.read(async (tx) => {
    const users = await tx.listUsersByEmail(email);
    for (const each of users) if ((await tx.findPassword(each.id)) !== undefined) return each;
    return users[0];
  });
  if (user === undefined) throw new ChaveiroError('not_found', `There is no user ${email}.`);
  return await codeOf(context, user.id, email);
}

async function codeOf(
  { storage, peppers, clock }: OperationContext,
  userId: string,
  email: string,
): Promise<SignInCode> {
  const password = await storage.read((tx) => tx.findPassword(userId));
  const now = clock();
  const code = signInCodeAt(peppers.signInCodeKey(), { userId, passwordSetAt: password?.setAt ?? null }, now);
  return { email, code, expiresAt: timeText(signInCodeEnd(now)) };
}
