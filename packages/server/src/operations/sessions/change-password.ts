import type { UserActor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { parsePassword, readPassword } from '../../domain/passwords/password.ts';
import { isSamePassword } from '../../domain/passwords/password-hasher.ts';
import { sha256 } from '../../domain/secret.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { checkSignedIn } from '../rights.ts';
import { runChange } from '../run-change.ts';
import { alsoVisibleToAccountsOf } from '../users/also-visible-to.ts';
import { countingAttempt } from './counting-attempt.ts';
import { insertDevice } from './insert-device.ts';

export interface ChangePasswordInput {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/**
 * Changes the user's own password and ends all their sessions, this one too. Whoever has got hold of a
 * session does not get far: the old password is needed, and trying is limited as for signing in.
 *
 * Throws `too_many_attempts`, `invalid_request` for a wrong old or a bad new password,
 * `invalid_credentials` when the session is over, and `overloaded`.
 */
export async function changePassword(
  context: OperationContext,
  actor: UserActor,
  { currentPassword, newPassword }: ChangePasswordInput,
): Promise<Changed<{ readonly device: string }>> {
  const { stored, names } = await context.storage.read(async (tx) => {
    await checkSignedIn(tx, context.clock(), actor);
    const memberships = await tx.listMembershipsOfUser(actor.userId);
    const accounts = await Promise.all(memberships.map((each) => tx.findAccountById(each.accountId)));
    return {
      stored: await tx.findPassword(actor.userId),
      names: [actor.email, ...accounts.map((account) => account?.name ?? '')],
    };
  });
  const password = parsePassword(newPassword, names, 'newPassword');
  const isRight = await countingAttempt(context, sha256('session', actor.sessionId ?? ''), () =>
    context.passwords.isRight(actor.userId, readPassword(currentPassword), stored, 'known'),
  );
  if (!isRight) throw wrongPassword();
  const replacement = await context.passwords.hash(actor.userId, password);
  return await runChange(context, async (tx, now) => {
    await checkSignedIn(tx, now, actor);
    if (!isSamePassword(stored, await tx.findPassword(actor.userId))) throw wrongPassword();
    await tx.putPassword(actor.userId, replacement, now);
    await tx.deleteSessionsOfUser(actor.userId);
    await tx.deleteDevicesOfUser(actor.userId);
    await tx.deleteSetupLinks({ purpose: 'password', userId: actor.userId });
    return {
      value: { device: await insertDevice(tx, actor.userId, now) },
      event: {
        action: 'user.password_set',
        actor,
        accountId: null,
        subject: `user:${actor.userId}`,
        subjectName: actor.email,
        before: null,
        after: { by: 'user' },
        alsoVisibleTo: await alsoVisibleToAccountsOf(tx, actor),
      },
    };
  });
}

function wrongPassword(): ChaveiroError {
  return new ChaveiroError('invalid_request', '"currentPassword" is not your password.', { field: 'currentPassword' });
}
