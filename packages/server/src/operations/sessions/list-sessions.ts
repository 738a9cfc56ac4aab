import type { UserActor } from '../../domain/actor.ts';
import { isSessionAlive } from '../../domain/session.ts';
import type { OperationContext } from '../context.ts';
import { checkSignedIn } from '../rights.ts';
import { timeText } from '../time-text.ts';

/** One of the places where a user is signed in. Times in ISO 8601, UTC, with milliseconds. */
export interface SessionListView {
  readonly id: string;
  /** The one that asks. */
  readonly isCurrent: boolean;
  readonly createdAt: string;
  /** At most a minute late. */
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  /** From where, and by which program, it was begun. */
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** The live sessions of the user who asks, the newest first. Throws `invalid_credentials`. */
export async function listSessions(context: OperationContext, actor: UserActor): Promise<SessionListView[]> {
  const now = context.clock();
  return await context.storage.read(async (tx) => {
    await checkSignedIn(tx, now, actor);
    const sessions = await tx.listSessions(actor.userId);
    return sessions
      .filter((session) => isSessionAlive(session, now))
      .map(({ id, createdAt, lastSeenAt, expiresAt, address, userAgent }) => ({
        id,
        isCurrent: id === actor.sessionId,
        createdAt: timeText(createdAt),
        lastSeenAt: timeText(lastSeenAt),
        expiresAt: timeText(expiresAt),
        address,
        userAgent,
      }));
  });
}
