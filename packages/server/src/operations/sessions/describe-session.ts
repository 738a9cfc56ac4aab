import type { UserActor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { OperationContext } from '../context.ts';
import { checkSignedIn } from '../rights.ts';
import { type SessionView, viewOfSignedIn } from './session-view.ts';

/** Who is signed in, and in which accounts they hold what. Throws `invalid_credentials`. */
export async function describeSession(context: OperationContext, actor: UserActor): Promise<SessionView> {
  return await context.storage.read(async (tx) => {
    await checkSignedIn(tx, context.clock(), actor);
    const session = await tx.findSessionById(actor.sessionId as string);
    if (session === undefined) throw new ChaveiroError('invalid_credentials', 'You are not signed in any more.');
    return await viewOfSignedIn(tx, session);
  });
}
