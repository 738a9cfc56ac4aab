import type { UserActor } from '../../domain/actor.ts';
import { isSessionAlive, isSessionUnended, type Session } from '../../domain/session.ts';
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
  /** When the last user token that was made from it expires, if there is one still: it ends with the session. */
  readonly userTokenExpiresAt: string | null;
  /** From where, and by which program, it was begun. */
  readonly address: string | null;
  readonly userAgent: string | null;
}

/**
 * The sessions of the user who asks that are alive, or of which a user token is, the newest first. Throws
 * `invalid_credentials`.
 */
export async function listSessions(context: OperationContext, actor: UserActor): Promise<SessionListView[]> {
  const now = context.clock();
  return await context.storage.read(async (tx) => {
    await checkSignedIn(tx, now, actor);
    const sessions = await tx.listSessions(actor.userId);
    return sessions
      .filter((session) => isSessionAlive(session, now) || hasLiveToken(session, now))
      .map(({ id, createdAt, lastSeenAt, expiresAt, tokenExpiresAt, address, userAgent }) => ({
        id,
        isCurrent: id === actor.sessionId,
        createdAt: timeText(createdAt),
        lastSeenAt: timeText(lastSeenAt),
        expiresAt: timeText(expiresAt),
        userTokenExpiresAt: tokenExpiresAt !== null && now < tokenExpiresAt ? timeText(tokenExpiresAt) : null,
        address,
        userAgent,
      }));
  });
}

function hasLiveToken(session: Session, now: number): boolean {
  return session.tokenExpiresAt !== null && now < session.tokenExpiresAt && isSessionUnended(session, now);
}
