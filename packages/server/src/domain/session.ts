/** A signed-in user, on one device. */
export interface Session {
  /** 32 hexadecimal digits. Names the session; it opens nothing. */
  readonly id: string;
  readonly userId: string;
  readonly email: string;
  readonly createdAt: number;
  /** When it was last used, at most a minute late. */
  readonly lastSeenAt: number;
  /** It ends then, whatever happens. */
  readonly expiresAt: number;
  /** Where it was begun. */
  readonly address: string | null;
  readonly userAgent: string | null;
  /** When the last user token that was made from it expires; `null` when none was. */
  readonly tokenExpiresAt: number | null;
}

/**
 * How long a session lasts: a day, and an hour without use. These are the limits of NIST SP 800-63B-4,
 * section 2.2.3, for the second assurance level, which is asked of who manages credentials.
 */
export const sessionLimitMs = 24 * 3_600_000;
const idleLimitMs = 3_600_000;

/** A use is written down when the last one that was is so long ago: not every request is a write. */
export const lastSeenStepMs = 60_000;

/** Whether the session is alive at `now`, milliseconds since 1970. */
export function isSessionAlive(session: Session, now: number): boolean {
  return isSessionUnended(session, now) && now < session.lastSeenAt + idleLimitMs;
}

/**
 * Whether nobody has ended the session and its day is not over, used or not: so long live the user tokens that
 * were made from it. That a browser was left alone says nothing about them.
 */
export function isSessionUnended({ expiresAt }: Session, now: number): boolean {
  return now < expiresAt;
}
