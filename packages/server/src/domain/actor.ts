/** Where a call came from, for the audit log. */
export interface CallSource {
  /** `cli`, `demo` or `http`. */
  readonly channel: 'cli' | 'demo' | 'http';
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
  readonly source: CallSource;
}

/**
 * Who acts. Always taken from the credential, never from a body, a query or a header of the
 * client's own. Signed-in users join this union with sign-in.
 */
export type Actor = OperatorActor | KeyActor;

/** How an actor appears in `createdBy` and in the audit log: `operator` or `key:{appKey}`. */
export function actorName(actor: Actor): string {
  return actor.type === 'operator' ? 'operator' : `key:${actor.appKey}`;
}
