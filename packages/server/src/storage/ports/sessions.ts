import type { StoredPassword } from '../../domain/passwords/password-hasher.ts';
import type { Session } from '../../domain/session.ts';

export interface SessionReader {
  /** Also one that has expired, until it is swept away. */
  findSession(secretHash: Uint8Array): Promise<Session | undefined>;
  findSessionById(id: string): Promise<Session | undefined>;
  /** By their beginning, the newest first. */
  listSessions(userId: string): Promise<Session[]>;
  /** Whether the user has signed in before on the device that has this secret. */
  isDeviceOf(userId: string, secretHash: Uint8Array): Promise<boolean>;
}

export interface SessionWriter {
  /** Also sweeps away every session that ended before `createdAt`. */
  insertSession(session: Omit<Session, 'email' | 'tokenExpiresAt'> & { secretHash: Uint8Array }): Promise<void>;
  /** Notes that a user token was made from the session: from now on those who decide hear of it, and of its user. */
  setSessionToken(id: string, tokenExpiresAt: number): Promise<void>;
  /** Answers whether there was one. */
  deleteSession(id: string): Promise<boolean>;
  deleteSessionsOfUser(userId: string): Promise<void>;
  /** Keeps the newest ten of a user. */
  insertDevice(device: { secretHash: Uint8Array; userId: string; createdAt: number }): Promise<void>;
  deleteDevicesOfUser(userId: string): Promise<void>;
}

/** What is written beside changes: often, and nothing that anybody decides on. */
export interface SignInLog {
  /**
   * Takes one of the attempts of a subject: `burst` at once, and then one more in each `intervalMs`.
   * One statement, so that of many at the same time no more get one than there are.
   *
   * @param subject 32 bytes
   * @returns `null` when it got one, otherwise the moment from which there is one again
   */
  takeAttempt(subject: Uint8Array, now: number, limit: AttemptLimit): Promise<number | null>;
  /** An attempt that was right does not count. */
  returnAttempt(subject: Uint8Array, limit: AttemptLimit): Promise<void>;
  setLastSeen(sessionId: string, at: number): Promise<void>;
  /** Puts another hash of the same password in the place of `oldHash`; does nothing once it is not there any more. */
  replacePasswordHash(userId: string, oldHash: string, password: StoredPassword): Promise<void>;
}

export interface AttemptLimit {
  readonly burst: number;
  readonly intervalMs: number;
}
