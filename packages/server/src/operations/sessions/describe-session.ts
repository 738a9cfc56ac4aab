import type { UserActor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { checkSignedIn } from '../rights.ts';
import { type SessionView, viewOfSignedIn } from './session-view.ts';

/** Who is signed in, and in which accounts they hold what. Throws `invalid_credentials`. */
export async function describeSession(context: OperationContext, actor: UserActor): Promise<SessionView> {
  return await context.storage.read(async (tx) => {
    return await viewOfSignedIn(tx, await checkSignedIn(tx, context.clock(), actor));
  });
}
