import type { UserActor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { checkSignedIn } from '../rights.ts';
import { runChange } from '../run-change.ts';
import { alsoVisibleToAccountsOf } from '../users/also-visible-to.ts';

/**
 * Ends one of the user's own sessions: the one that calls (sign out), or another.
 *
 * Throws `invalid_credentials` when the caller's session is over, `not_found` for what is no session of theirs.
 */
export async function endSession(
  context: OperationContext,
  actor: UserActor,
  { session }: { readonly session: string },
): Promise<Changed<{ readonly id: string }>> {
  return await runChange(context, async (tx, now) => {
    await checkSignedIn(tx, now, actor);
    const found = /^[0-9a-f]{32}$/.test(session) ? await tx.findSessionById(session) : undefined;
    if (found?.userId !== actor.userId) throw new ChaveiroError('not_found', 'You have no such session.');
    await tx.deleteSession(found.id);
    return {
      value: { id: found.id },
      event: {
        action: 'session.ended',
        actor,
        accountId: null,
        subject: `user:${actor.userId}`,
        subjectName: actor.email,
        before: { session: found.id },
        after: null,
        alsoVisibleTo: await alsoVisibleToAccountsOf(tx, actor),
      },
    };
  });
}
