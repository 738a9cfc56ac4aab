/** Where a call came from, for the audit log. */
export interface CallSource {
  /** `server` for what Chaveiro does by itself, such as retention. */
  readonly channel: 'cli' | 'demo' | 'http' | 'server';
  readonly address?: string;
  readonly userAgent?: string;
}

/** Whoever is at the command line of the installation: holds everything, everywhere. */
export interface OperatorActor {
  readonly type: 'operator';
  readonly source: CallSource;
}

/** A key that called with its pair. */
export interface KeyActor {
  readonly type: 'key';
  readonly keyId: string;
  readonly appKey: string;
  /** The API token that called, or from which its user token was made. */
  readonly tokenId: string;
  readonly source: CallSource;
}

/** A person. */
export interface UserActor {
  readonly type: 'user';
  readonly userId: string;
  readonly email: string;
  /** The session that called; `null` for who has shown just now, by a password or a link, who they are. */
  readonly sessionId: string | null;
  /**
   * The call came with a user token that was made from the session for this account: it may go on while nobody uses
   * the session, and means this account where it names none. It is no right in it.
   */
  readonly tokenMadeFor?: string;
  readonly source: CallSource;
}

/**
 * Who acts. Always taken from the credential, never from a body, a query or a header of the
 * client's own.
 */
export type Actor = OperatorActor | KeyActor | UserActor;

/** Somebody who is not known, or Chaveiro itself: stands in events, and may do nothing in an operation. */
export interface NonCaller {
  readonly type: 'anonymous' | 'system';
  readonly source: CallSource;
}

/** What Chaveiro does by itself. */
export const systemActor: NonCaller = { type: 'system', source: { channel: 'server' } };

/**
 * How an actor appears in `createdBy` and in the audit log: `operator`, `key:{appKey}`, `user:{email}`,
 * `anonymous` or `system`.
 */
export function actorName(actor: Actor | NonCaller): string {
  if (actor.type === 'key') return `key:${actor.appKey}`;
  return actor.type === 'user' ? `user:${actor.email}` : actor.type;
}
