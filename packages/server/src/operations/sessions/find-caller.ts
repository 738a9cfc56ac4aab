import type { CallSource, UserActor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { hashOfSecret } from '../../domain/secret.ts';
import { isSessionAlive, lastSeenStepMs } from '../../domain/session.ts';
import type { OperationContext } from '../context.ts';

/** Who has the session of this secret; throws `invalid_credentials` when nobody has. Counts as a use of it. */
export async function findCaller(
  { storage, clock }: OperationContext,
  secret: string,
  source: CallSource,
): Promise<UserActor> {
  const now = clock();
  const hash = hashOfSecret(secret);
  const session = hash === undefined ? undefined : await storage.read((tx) => tx.findSession(hash));
  if (session === undefined || !isSessionAlive(session, now)) {
    throw new ChaveiroError('invalid_credentials', 'You are not signed in, or not any more: sign in again.');
  }
  if (session.lastSeenAt + lastSeenStepMs <= now) {
    // That a session was used is no reason to let its call fail when the database is busy.
    await storage.signIns.setLastSeen(session.id, now).catch(() => {});
  }
  return { type: 'user', userId: session.userId, email: session.email, sessionId: session.id, source };
}
