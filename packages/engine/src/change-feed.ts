import type { Revision } from './revision.ts';

/** One route policy: who may call `method` on a path of this shape. */
export interface RoutePolicy {
  /** Upper case, such as `GET`. */
  readonly method: string;
  /** A template such as `/api/orders/{orderId}`; a segment may mix text and parameters. */
  readonly path: string;
  /** Keys of the resources of which any one suffices. Never empty. */
  readonly anyOf: readonly string[];
}

/** What an index has to know of an account. */
export interface AccountRecord {
  readonly kind: 'account';
  readonly revision: number;
  readonly id: number;
  readonly name: string;
  readonly isActive: boolean;
  readonly renewalPeriodMonths: 3 | 6;
  readonly enforceExpiry: boolean;
}

/** What an index has to know of a resource. Resources are never deleted. */
export interface ResourceRecord {
  readonly kind: 'resource';
  readonly revision: number;
  readonly id: number;
  readonly key: string;
}

/** What an index has to know of a role; a deleted one is a tombstone without resources. */
export interface RoleRecord {
  readonly kind: 'role';
  readonly revision: number;
  readonly accountId: number;
  readonly id: number;
  readonly isDeleted: boolean;
  /** The Owner role: every resource, present and future. */
  readonly holdsEverything: boolean;
  readonly resourceIds: readonly number[];
}

/** Which of a key's live tokens: the only one, or one of the two while a renewal is pending. */
export type TokenRole = 'current' | 'old' | 'new';

/** One live token, and what is needed to check one that is sent: no secret of the installation, and no token. */
export interface TokenRecord {
  /** UUID in lower case. */
  readonly id: string;
  readonly role: TokenRole;
  /** k, 32 bytes; `null` where the source cannot derive it: then nobody can say of any token whether it is this one. */
  readonly key: Uint8Array | null;
  /** HMAC-SHA-256(k, SHA-256(token)), 32 bytes. */
  readonly storedHash: Uint8Array;
  /** The token comes from elsewhere: 20 to 256 visible ASCII characters, no checksum. */
  readonly isImported: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** The roles that a key has in one account: its own, or one that took it as an external key. */
export interface GrantRecord {
  readonly accountId: number;
  readonly roleIds: readonly number[];
  /** Milliseconds since 1970; from then on the grant counts as absent. */
  readonly expiresAt: number | null;
}

/** What an index has to know of a key; a deleted one is a tombstone without tokens and grants. */
export interface KeyRecord {
  readonly kind: 'key';
  readonly revision: number;
  /** UUID in lower case. */
  readonly id: string;
  readonly appKey: string;
  /** The account that owns the key. */
  readonly accountId: number;
  readonly isActive: boolean;
  readonly isDeleted: boolean;
  readonly tokens: readonly TokenRecord[];
  readonly grants: readonly GrantRecord[];
}

/** A session of a user from which a user token was made, and which nobody has ended. */
export interface SessionRecord {
  /** 32 hexadecimal digits. */
  readonly id: string;
  /** Milliseconds since 1970; from then on it counts as ended. */
  readonly expiresAt: number;
}

/**
 * What an index has to know of a user: nothing unless there are user tokens of theirs, for no other
 * credential of a person is decided on.
 */
export interface UserRecord {
  readonly kind: 'user';
  readonly revision: number;
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly email: string;
  /** Empty for a user without user tokens; then there are no memberships either. */
  readonly sessions: readonly SessionRecord[];
  /** The roles in each account that the user has joined. */
  readonly memberships: readonly { readonly accountId: number; readonly roleIds: readonly number[] }[];
}

/** The public half of a key that signs user tokens. It is never deleted: one that is over has an end in the past. */
export interface SigningKeyRecord {
  readonly kind: 'signing-key';
  readonly revision: number;
  /** What the header of a token names: 40 hexadecimal digits in upper case. */
  readonly kid: string;
  /** P-256, SubjectPublicKeyInfo in DER (RFC 5480). */
  readonly publicKey: Uint8Array;
  /** Milliseconds since 1970; from then on nothing that it has signed is accepted. */
  readonly expiresAt: number | null;
}

/** The route policies of one API, whole. */
export interface ApiRecord {
  readonly kind: 'api';
  readonly revision: number;
  readonly name: string;
  readonly routes: readonly RoutePolicy[];
}

/**
 * One record, as it stands after the change with number `revision`.
 *
 * A record is complete in itself. Whoever holds an older one replaces it; whoever holds a newer one
 * drops it. What was deleted arrives as a tombstone, so that nothing that was read before the
 * deletion can bring it back.
 */
export type FeedRecord =
  | AccountRecord
  | ResourceRecord
  | RoleRecord
  | KeyRecord
  | UserRecord
  | SigningKeyRecord
  | ApiRecord;

/** Everything that an index needs, in batches, to be followed by the changes after `revision`. */
export interface Snapshot<Item = FeedRecord> {
  /** A record that changed later may appear in its newer form; the changes bring it again. */
  readonly revision: Revision;
  /** Everything else before keys. */
  readonly batches: AsyncIterable<readonly Item[]>;
}

/** The answer to "what came after this revision". */
export type Changes<Item = FeedRecord> =
  | {
      /** The records that changed, each once, consistent at `revision`: all of a change or none. */
      readonly kind: 'changes';
      readonly revision: Revision;
      readonly records: readonly Item[];
      /**
       * For how many milliseconds, at most, there may be something newer, where that is longer than the read took: as
       * behind a connection on which answers wait. Default: since the read began.
       */
      readonly ageMs?: number;
    }
  | {
      /** The revision is of another epoch or not yet reached: begin again with a snapshot. */
      readonly kind: 'resync';
    };

/**
 * The stream of changes, as every node reads it: from the database beside it, or over HTTP.
 *
 * Both methods reject when the source cannot be reached. The reader keeps what it has and asks
 * again; it counts how long it has heard nothing.
 */
export interface ChangeFeed<Item = FeedRecord> {
  openSnapshot(): Promise<Snapshot<Item>>;
  /** Changes with a number greater than that of `after`, which is excluded. */
  readChanges(after: Revision): Promise<Changes<Item>>;
}
