/**
 * The port between operations and a database engine. Its comments are the contract; every engine
 * passes the tests in `contract/`.
 *
 * All engines: text compares and sorts by byte (UTF-8); times are integers, milliseconds since 1970;
 * `find…` may answer `undefined`, `get…` throws `not_found`; a driver's error never leaves an engine:
 * it becomes `storage_busy` (a lock was not to be had in time) or `storage_unavailable`, and
 * whatever threw it changed nothing. The one exception has a code of its own: when the engine is lost
 * between a commit and its answer, nobody can say whether it was made, and that is `outcome_unknown`.
 */
import type { ChangeFeed, Revision, RoutePolicy, TokenRole } from '@chaveiro/sdk';
import type { Account, AccountSettings } from '../domain/account.ts';
import type { ApiKey, KeySort, SortOrder } from '../domain/api-key.ts';
import type { AuditEvent } from '../domain/audit-event.ts';
import type { AuditListing } from '../domain/audit-record.ts';
import type { ExternalKey, ExternalKeySort, ExternalKeyStatus, GrantingAccount } from '../domain/external-key.ts';
import type { TimeRange } from '../domain/freshness.ts';
import type { KeyUse } from '../domain/key-use.ts';
import type { StoredPassword } from '../domain/passwords/password-hasher.ts';
import type { Renewal, RenewalState, TokenChange } from '../domain/renewal.ts';
import type { Resource } from '../domain/resource.ts';
import type { Role } from '../domain/role.ts';
import type { SealedText } from '../domain/sealed-text.ts';
import type { Session } from '../domain/session.ts';
import type { SetupLink, SetupLinkPurpose } from '../domain/setup-link.ts';
import type { LinkState, SealedToken } from '../domain/single-access-link.ts';
import type { Membership, User } from '../domain/user.ts';

export interface AccountReader {
  findAccountByName(name: string): Promise<Account | undefined>;
  findAccountById(id: number): Promise<Account | undefined>;
  /** All accounts, by name. */
  listAccounts(): Promise<Account[]>;
}

export interface AccountWriter {
  /** Throws `account_exists` when the name was ever used. */
  insertAccount(account: { name: string; createdAt: number }): Promise<Account>;
  setAccountActive(id: number, isActive: boolean): Promise<void>;
  setAccountSettings(id: number, settings: AccountSettings): Promise<void>;
}

export interface UserReader {
  findUserById(id: string): Promise<User | undefined>;
  findUserByEmail(email: string): Promise<User | undefined>;
  /** Who holds the role, by e-mail, at most `limit`. */
  listUsersWithRole(accountId: number, roleId: number, limit: number): Promise<User[]>;
  /** The password of a user, if one was ever set. */
  findPassword(userId: string): Promise<StoredPassword | undefined>;
  findMembership(accountId: number, userId: string): Promise<Membership | undefined>;
  /** Every membership of the account, by e-mail. */
  listMembershipsInAccount(accountId: number): Promise<Membership[]>;
  /** Every membership that a user has, by account. */
  listMembershipsOfUser(userId: string): Promise<Membership[]>;
}

export interface UserWriter {
  /** The user of this e-mail address, who is inserted first, under `id`, where there is none: the same statements in both cases. */
  getOrInsertUser(user: { id: string; email: string; createdAt: number }): Promise<User>;
  /** Sets the user's first password, or another one. */
  putPassword(userId: string, password: StoredPassword, setAt: number): Promise<void>;
  /** Gives the user a membership in the account with exactly these roles, or replaces it. */
  putMembership(membership: {
    accountId: number;
    userId: string;
    name: string | null;
    roleIds: readonly number[];
    createdAt: number;
    joinedAt: number | null;
  }): Promise<void>;
  /** Takes the user out of the account, with all roles there. The user stays. */
  deleteMembership(accountId: number, userId: string): Promise<void>;
}

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
  insertSession(session: Omit<Session, 'email'> & { secretHash: Uint8Array }): Promise<void>;
  /** Answers whether there was one. */
  deleteSession(id: string): Promise<boolean>;
  deleteSessionsOfUser(userId: string): Promise<void>;
  /** Keeps the newest ten of a user. */
  insertDevice(device: { secretHash: Uint8Array; userId: string; createdAt: number }): Promise<void>;
  deleteDevicesOfUser(userId: string): Promise<void>;
}

export interface SetupLinkReader {
  /** One that can still be opened, at the database's own time. */
  findSetupLink(secretHash: Uint8Array): Promise<SetupLink | undefined>;
}

export interface SetupLinkWriter {
  /** Replaces links for the same purpose, user and account, and sweeps away what has expired, at the database's own time. */
  insertSetupLink(
    link: SetupLink & { secretHash: Uint8Array; createdAt: number; createdBy: string },
    lifetimeMs: number,
  ): Promise<{ expiresAt: number }>;
  deleteSetupLink(secretHash: Uint8Array): Promise<void>;
  /** Those for one purpose and user; with an account, only those that it issued. */
  deleteSetupLinks(of: { purpose: SetupLinkPurpose; userId: string; accountId?: number }): Promise<void>;
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
}

export interface AttemptLimit {
  readonly burst: number;
  readonly intervalMs: number;
}

export interface ResourceReader {
  /** All resources, by key. */
  listResources(): Promise<Resource[]>;
  /** Those of the keys that exist. */
  findResources(keys: readonly string[]): Promise<Resource[]>;
}

export interface ResourceWriter {
  /** Inserts the resource, or adds the places that it lacks; answers whether anything changed. Never changes name or description of one that exists. */
  putResource(resource: Resource): Promise<boolean>;
}

export interface RoleReader {
  /** Live roles of the account, by id. */
  listRoles(accountId: number): Promise<Role[]>;
  findRole(accountId: number, roleId: number): Promise<Role | undefined>;
  /** Live roles of these ids in the account; ids without a role are left out. */
  findRoles(accountId: number, roleIds: readonly number[]): Promise<Role[]>;
  /** Live role of this name, compared by its `textKey`. */
  findRoleByName(accountId: number, name: string): Promise<Role | undefined>;
  /** Live keys (own and external) that have the role in this account, by label, at most `limit`. */
  listKeysWithRole(
    accountId: number,
    roleId: number,
    limit: number,
  ): Promise<{ id: string; appKey: string; label: string }[]>;
  /** One live key of another account that has the role in this account, also when its grant has expired. */
  findExternalKeyWithRole(
    accountId: number,
    roleId: number,
  ): Promise<{ id: string; appKey: string; label: string } | undefined>;
}

export interface RoleWriter {
  /**
   * Takes the account's next role id; ids are never used again. The first one of an account is Owner,
   * id 1. Throws `role_name_taken` when another role of the account has the same `textKey`.
   */
  insertRole(role: Omit<Role, 'id'>): Promise<Role>;
  /** Throws `role_name_taken`, too. */
  updateRole(
    accountId: number,
    roleId: number,
    change: { name?: string; resources?: readonly string[] },
  ): Promise<void>;
  /** Leaves a tombstone in the feed. */
  deleteRole(accountId: number, roleId: number): Promise<void>;
}

/** A key's roles in one account, its own or another. */
export interface Grant {
  readonly accountId: number;
  readonly keyId: string;
  readonly roleIds: readonly number[];
  readonly addedAt: number;
  readonly addedBy: string;
  readonly note: string | null;
  readonly expiresAt: number | null;
}

export interface KeyListQuery {
  readonly accountId: number;
  /** Already normalised by `textKey`; matches inside label and key string. */
  readonly search?: string;
  readonly isActive?: boolean;
  readonly roleId?: number;
  readonly renewal?: RenewalState;
  /** Only keys whose newest token was created in one of these ranges, `from` included, `to` excluded. */
  readonly newestTokenRanges?: readonly TimeRange[];
  readonly sort: KeySort;
  readonly order: SortOrder;
  readonly limit: number;
  /** Begins after this place; `value` is the sort value of the last row that was shown. */
  readonly after?: { readonly value: string | number; readonly id: string };
}

export interface KeyPage {
  readonly keys: readonly ApiKey[];
  /** The place of the last row, when more follow. */
  readonly next: { readonly value: string | number; readonly id: string } | null;
  /** How many match in all: exact to 10,000, then `null`. */
  readonly total: number | null;
}

/** Tokens that will have expired and have not now, by when they were created. */
export interface ExpiryQuery {
  readonly accountId: number;
  /** Whatever was created in one of these ranges will have expired. */
  readonly expired: readonly TimeRange[];
  /** Whatever was created in one of these has expired already. */
  readonly expiredBefore: readonly TimeRange[];
}

/** Active keys by what they lose when tokens expire. */
export interface ExpiringKeys {
  /** Keys of which no token stays. */
  readonly whole: number;
  /** Keys under renewal that lose the old token and keep the new one. */
  readonly oldTokenOnly: number;
}

export interface KeyReader {
  /** One page. Reads only what it shows (an index serves each order); a search reads one account's index. */
  listKeys(query: KeyListQuery): Promise<KeyPage>;
  /** Reads at most one account's index and the pending renewals. */
  countExpiringKeys(query: ExpiryQuery): Promise<ExpiringKeys>;
  /** A live key that the account owns. */
  findKey(accountId: number, keyId: string): Promise<ApiKey | undefined>;
  /** A live key of any account, by its key string. */
  findKeyByAppKey(appKey: string): Promise<ApiKey | undefined>;
  /** Whether a live key, and the account that owns it, are active: what a caller's key is asked for first. */
  findKeyStatus(keyId: string): Promise<{ appKey: string; isActive: boolean; isOwnerActive: boolean } | undefined>;
  /** Whether this key string was ever used. */
  isAppKeyTaken(appKey: string): Promise<boolean>;
  /** The imported tokens that a live key has still. */
  listImportedTokens(keyId: string): Promise<Pick<NewToken, 'id' | 'storedHash' | 'pepperId'>[]>;
  /** Every grant that a live key has, by account. */
  listGrantsOfKey(keyId: string): Promise<Grant[]>;
  findGrant(accountId: number, keyId: string): Promise<Grant | undefined>;
}

export interface NewToken {
  readonly id: string;
  readonly role: TokenRole;
  readonly storedHash: Uint8Array;
  readonly pepperId: string;
  readonly isImported: boolean;
  readonly createdAt: number;
}

export interface KeyWriter {
  /** The key, its first token and its grant in its own account (also when it has no role). Throws `key_string_taken`. */
  insertKey(key: {
    id: string;
    appKey: string;
    accountId: number;
    label: string;
    createdAt: number;
    createdBy: string;
    roleIds: readonly number[];
    token: NewToken;
  }): Promise<void>;
  updateKey(keyId: string, change: { label?: string; isActive?: boolean }): Promise<void>;
  /**
   * Deletes, renames and adds tokens, and says what renewal is then pending. A key ends up with
   * `current`, or with `old` and `new`; more than one of a kind is refused by the schema.
   */
  updateTokens(
    keyId: string,
    change: Pick<TokenChange, 'deletes' | 'renames'> & { added: NewToken | null; renewal: Renewal | null },
  ): Promise<void>;
  /**
   * Erases tokens, renewal and what the key was given in its own account, keeps the key string taken, leaves a
   * tombstone in the feed. Where other accounts gave it roles it stays in their lists.
   */
  deleteKey(keyId: string, deletedAt: number): Promise<void>;
  /** Gives the key roles in an account, or replaces them: its own account, or one that adds it as external. */
  putGrant(grant: Grant): Promise<void>;
}

/** A single-access link without what it holds. */
export interface Link {
  readonly id: string;
  readonly keyId: string;
  readonly appKey: string;
  /** The account that owns the key. */
  readonly accountId: number;
  /** SHA-256 of the proof, 32 bytes. */
  readonly proofHash: Uint8Array;
  /** At the database's own time. */
  readonly state: LinkState;
  /** Whether a refusal to open it was noted less than a minute ago. */
  readonly wasRefusedLately: boolean;
}

export interface LinkReader {
  /** The link of a live token, whatever its state. */
  findLink(id: string): Promise<Link | undefined>;
}

/** All times of links are the database's own: a process whose clock is wrong changes nothing. */
export interface LinkWriter {
  /** A link to a token that is there, and has none. It ends with the token: who deletes one erases the other. */
  insertLink(
    link: SealedToken & { id: string; keyId: string; tokenId: string; proofHash: Uint8Array },
    lifetimeMs: number,
  ): Promise<{ expiresAt: number }>;
  /**
   * Opens the link and erases what it held: of any number at once one gets it. `undefined` when the
   * link is not there, the proof is another, it was opened before, or it has expired.
   */
  openLink(
    id: string,
    proofHash: Uint8Array,
  ): Promise<(SealedToken & { readonly finishesRenewal: boolean }) | undefined>;
  /** Lets opening the link to the key's new token finish the renewal; `false` when that was so already, or there is no such link. */
  finishRenewalWhenOpened(keyId: string): Promise<boolean>;
  /** Notes that opening was refused; `false`, and nothing noted, when that was done less than a minute ago. */
  noteLinkRefused(id: string): Promise<boolean>;
}

export interface ExternalKeyListQuery {
  /** The account that has given the roles. */
  readonly accountId: number;
  /** Already normalised by `textKey`; matches inside key string, owner and note. */
  readonly search?: string;
  readonly status?: ExternalKeyStatus;
  readonly roleId?: number;
  /** Name of the account that owns the keys. */
  readonly owner?: string;
  readonly sort: ExternalKeySort;
  readonly order: SortOrder;
  readonly limit: number;
  /** Begins after this place; `value` is the sort value of the last row that was shown. */
  readonly after?: { readonly value: string | number; readonly id: string };
}

export interface ExternalKeyPage {
  readonly keys: readonly ExternalKey[];
  /** The place of the last row, when more follow. */
  readonly next: { readonly value: string | number; readonly id: string } | null;
  /** How many match in all: exact to 10,000, then `null`. */
  readonly total: number | null;
}

export interface ExternalKeyReader {
  /** One page. Reads only what it shows (an index serves each order); a filter reads one account's index. */
  listExternalKeys(query: ExternalKeyListQuery): Promise<ExternalKeyPage>;
  /** A key of another account, live or deleted, to which the account has given roles. */
  findExternalKey(accountId: number, keyId: string): Promise<ExternalKey | undefined>;
  findExternalKeyByAppKey(accountId: number, appKey: string): Promise<ExternalKey | undefined>;
  /** The other accounts that have given roles to a key, by name. */
  listGrantingAccounts(keyId: string): Promise<GrantingAccount[]>;
  /** When the account tried key strings in vain, after a time (excluded), oldest first. */
  listExternalKeyFailures(accountId: number, after: number): Promise<number[]>;
}

export interface ExternalKeyWriter {
  /** Takes the roles that the account has given to a key of another one. Throws `not_found`. */
  deleteExternalKey(accountId: number, keyId: string): Promise<void>;
  /** Notes that the account tried a key string in vain, and forgets what it tried until `forgetUntil` (included). */
  insertExternalKeyFailure(failure: { accountId: number; failedAt: number; forgetUntil: number }): Promise<void>;
}

/** What is kept of an answer, so that the request can be answered again. All times are the database's own. */
interface KeptAnswer {
  /** Recognises the request. */
  readonly requestMac: Uint8Array;
  /** JSON, without its secrets. */
  readonly answer: string;
  /** The whole answer, as long as it may be read; `null` also when there was nothing secret in it. */
  readonly sealed: SealedText | null;
}

export interface KeptAnswerReader {
  /** `undefined`, too, once it has been kept for its time. */
  findKeptAnswer(id: Uint8Array): Promise<(KeptAnswer & { readonly hadSecrets: boolean }) | undefined>;
}

export interface KeptAnswerWriter {
  /** Erases what is out of date on the way. */
  insertKeptAnswer(
    answer: KeptAnswer & { readonly id: Uint8Array },
    lifetimes: { readonly sealedForMs: number; readonly keptForMs: number },
  ): Promise<void>;
}

export interface RouteReader {
  findRoutes(api: string): Promise<readonly RoutePolicy[] | undefined>;
}

export interface RouteWriter {
  /** Replaces the API's whole table. */
  putRoutes(api: string, routes: readonly RoutePolicy[]): Promise<void>;
}

/** Use of one key, as far as it was written. Times in milliseconds since 1970. */
export interface KeyUsage {
  /** The last use of each of its tokens in each account, the latest first. */
  readonly lastUses: readonly { readonly tokenId: string; readonly at: number; readonly address: string }[];
  /** Live tokens, the older one first. */
  readonly tokens: readonly { readonly id: string; readonly role: TokenRole; readonly createdAt: number }[];
  readonly hours: readonly { readonly tokenId: string; readonly allowed: number; readonly denied: number }[];
  /** By day (its beginning, UTC), token (`null`: a wrong one) and outcome, in all accounts together. */
  readonly days: readonly {
    readonly day: number;
    readonly tokenId: string | null;
    readonly code: string;
    readonly requests: number;
  }[];
}

export interface UsageReader {
  /** @param since the first hour and the first day that are wanted, by their beginnings */
  readKeyUsage(keyId: string, since: { readonly hour: number; readonly day: number }): Promise<KeyUsage>;
}

export interface AuditListQuery {
  /** `null` for everything, in whatever account it happened. */
  readonly accountId: number | null;
  /** Milliseconds since 1970, `from` included, `to` excluded. */
  readonly from?: number;
  readonly to?: number;
  readonly action?: string;
  readonly actor?: string;
  /** Already normalised by `textKey`; matches inside what the reader may see. */
  readonly search?: string;
  /** By time, then by number. */
  readonly order: SortOrder;
  readonly limit: number;
  /** Begins after this place. */
  readonly after?: AuditPlace;
}

/** The place of an event in a list. */
export interface AuditPlace {
  readonly at: number;
  readonly revision: number;
}

interface AuditPage {
  /** Contents of the events. */
  readonly contents: readonly string[];
  /** The place of the last one, when more follow. */
  readonly next: AuditPlace | null;
}

export interface AuditListReader {
  /** One page, from an index: never reads events of other accounts. Without events that were erased. */
  listAuditEvents(query: AuditListQuery): Promise<AuditPage>;
  /** How many events match in all: exact to 10,000, then `null`. */
  countAuditEvents(query: AuditListQuery): Promise<number | null>;
}

export interface AuditRetention {
  /** When the oldest events happened whose contents are there, oldest first. */
  listOldestAuditEvents(limit: number): Promise<AuditPlace[]>;
  /** Erases the contents of all events up to the revision, included, and takes them from all lists; answers how many. The chain stays. */
  eraseAuditContents(untilRevision: number): Promise<number>;
}

/** What can be read inside a transaction. One transaction sees one state. */
export interface ReadTransaction
  extends AccountReader,
    UserReader,
    SessionReader,
    SetupLinkReader,
    ResourceReader,
    RoleReader,
    KeyReader,
    LinkReader,
    KeptAnswerReader,
    RouteReader,
    ExternalKeyReader,
    AuditListReader,
    UsageReader {}

/** What can be done inside a change. Every record it touches gets the change's revision. */
export interface WriteTransaction
  extends ReadTransaction,
    AccountWriter,
    UserWriter,
    SessionWriter,
    SetupLinkWriter,
    ResourceWriter,
    RoleWriter,
    KeyWriter,
    LinkWriter,
    KeptAnswerWriter,
    RouteWriter,
    ExternalKeyWriter,
    AuditRetention {
  /** The revision that this change will have once it is committed. */
  readonly revision: Revision;
}

/** What a change comes to: its answer and its event, or nothing to be done. */
export type ChangeOutcome<T> =
  | { readonly event: AuditEvent; readonly value: T }
  /** Nothing changed: the transaction is rolled back and takes no revision. */
  | { readonly event: null; readonly value: T };

/** The answer of a change and the revision at which it can be seen. */
export interface Changed<T> {
  readonly value: T;
  /** Of the change; of the last one before it when nothing changed. */
  readonly revision: Revision;
}

/** One link of the audit chain, as it is stored. */
export interface AuditEntry {
  readonly revision: number;
  readonly pepperId: string;
  /** SHA-256 of the content's text, 32 bytes. */
  readonly contentDigest: Uint8Array;
  /** HMAC-SHA-256 over previous MAC, revision and digest, 32 bytes. */
  readonly mac: Uint8Array;
  /** The content's exact text; `null` when there is no such row. */
  readonly content: string | null;
}

export interface AuditReader {
  /** Entries after a revision (excluded), oldest first, at most `limit`. */
  listAuditEntries(afterRevision: number, limit: number): Promise<AuditEntry[]>;
  /** The newest entry. */
  findAuditHead(): Promise<AuditEntry | undefined>;
  /** The same entries together with what the lists have for them and for revisions between them, in one read. */
  readAuditBatch(
    afterRevision: number,
    limit: number,
  ): Promise<{ readonly entries: AuditEntry[]; readonly listings: AuditListing[] }>;
  /** What the lists have for events after a revision (excluded). */
  listAuditListingsAfter(revision: number): Promise<AuditListing[]>;
  /** Revisions of which content is stored although no entry is, at most `limit`. */
  listOrphanContents(limit: number): Promise<number[]>;
}

/** A pepper that the database knows, and the value by which it is recognised. */
export interface KnownPepper {
  readonly id: string;
  /** HMAC-SHA-256(pepper, "check" ‖ id), 32 bytes. */
  readonly checkValue: Uint8Array;
}

export interface PepperRegistry {
  listPeppers(): Promise<KnownPepper[]>;
  /**
   * Makes the pepper known, unless the database knows one already: of several processes that start at
   * once on a new database, one gets its pepper in. Under the lock of changes; takes no revision.
   */
  insertFirstPepper(pepper: KnownPepper): Promise<void>;
}

/** Where use of keys is counted: outside of changes, without a revision and without their lock. */
export interface UsageStore {
  /**
   * Adds up counts and keeps the latest times, all or nothing, in one short transaction. Uses of keys
   * that do not exist (any more) are left out. Waits for a lock only for a moment, so that no change
   * ever waits long for it: then `storage_busy`.
   */
  addUses(uses: readonly KeyUse[]): Promise<void>;
  /** Erases counts of hours and days that began before these, at most `limit` of each; answers whether there may be more. */
  eraseUses(before: { readonly hour: number; readonly day: number }, limit: number): Promise<boolean>;
}

/** What the engine calls, inside the change, to link its event into the audit chain. */
export interface AuditSealer {
  seal(link: { previousMac: Uint8Array; revision: number; contentDigest: Uint8Array }): {
    pepperId: string;
    mac: Uint8Array;
  };
}

/** A value of a backup: what a column holds on both engines. */
export type BackupValue = null | number | string | Uint8Array;

/** Some rows of a table, by column. */
export interface TableRows {
  readonly table: string;
  readonly rows: readonly Readonly<Record<string, BackupValue>>[];
}

/** What a backup holds: one state of a database. */
export interface DatabaseDump {
  readonly epoch: string;
  /** Of the last change. */
  readonly revision: number;
  /** The newest migration of its schema. */
  readonly migration: string;
  /** The newest entry of the audit log, `{revision}:{mac in hex}`. */
  readonly auditHead: string | null;
  /** Without these, by their ids, none of its tokens can be recognised. */
  readonly peppers: readonly KnownPepper[];
  /** Tables in an order in which they can be filled. To be read while the dump is open. */
  readonly rows: AsyncIterable<TableRows>;
}

/** One thing that happened after a backup and that a restore must not undo. Accounts by name. */
export type LivingChange =
  /** Its name, or its key string, is taken for ever. */
  | { readonly kind: 'new-account'; readonly name: string; readonly createdAt: number }
  | {
      readonly kind: 'new-key';
      readonly account: string;
      readonly keyId: string;
      readonly appKey: string;
      readonly label: string;
      readonly createdAt: number;
      readonly createdBy: string;
    }
  | {
      readonly kind: 'account';
      readonly name: string;
      readonly isActive?: boolean;
      readonly renewalPeriodMonths?: number;
      readonly enforceExpiry?: boolean;
    }
  /** Holds these resources at most; `null` when it was deleted. */
  | {
      readonly kind: 'role';
      readonly account: string;
      readonly roleId: number;
      readonly resources: readonly string[] | null;
    }
  | {
      readonly kind: 'key';
      readonly keyId: string;
      readonly isDeleted?: boolean;
      readonly isActive?: boolean;
      /** Of the tokens that it still has. */
      readonly tokensCreatedAt?: readonly number[];
    }
  /** Has these roles at most; `null` when it was removed. */
  | {
      readonly kind: 'grant';
      readonly account: string;
      readonly keyId: string;
      readonly roleIds?: readonly number[] | null;
      readonly expiresAt?: number;
    }
  /** Has these roles at most; `null` when the user was removed. */
  | {
      readonly kind: 'membership';
      readonly account: string;
      readonly userId: string;
      readonly roleIds: readonly number[] | null;
    }
  /** Was set anew. */
  | { readonly kind: 'password'; readonly userId: string };

/**
 * From where a restore knows what was taken since the backup: from the database that it replaces, from
 * a list of changes, or from nowhere; then every key is inactive and nobody has a password, unless the
 * risk is accepted.
 */
export type Revocations =
  | { readonly from: 'database' }
  | { readonly from: 'file'; readonly changes: AsyncIterable<LivingChange> }
  | { readonly from: 'nowhere'; readonly isRiskAccepted: boolean };

/** How much of what a backup holds a restore took away again. */
export interface ReductionCounts {
  readonly accountsDeactivated: number;
  readonly rolesDeleted: number;
  readonly resourcesTaken: number;
  readonly keysDeleted: number;
  readonly keysDeactivated: number;
  readonly tokensDeleted: number;
  readonly grantsRemoved: number;
  readonly grantRolesTaken: number;
  readonly membershipRolesTaken: number;
  readonly membershipsRemoved: number;
  readonly passwordsForgotten: number;
}

export interface Replacement {
  /** The place of the backup in the stream of changes. */
  readonly revision: number;
  readonly rows: AsyncIterable<TableRows>;
  readonly revocations: Revocations;
  /** A token that nobody has, for a key that lost all of its own. */
  readonly unusableToken: () => NewToken;
  readonly event: (done: ReplacementResult) => AuditEvent;
}

export interface ReplacementResult {
  readonly taken: ReductionCounts;
  /** Key strings of active keys that have no token any more that somebody could use. */
  readonly keysWithoutToken: readonly string[];
}

/** An open database. */
export interface Storage {
  readonly engine: 'sqlite' | 'postgres';
  /**
   * One change = what `work` does, its audit event, its revision: all of it or nothing.
   *
   * The first statement locks and increments the one row that holds the revision, and the lock is
   * kept until commit: changes run one after another and become visible in revision order. `work`
   * does nothing slow. At most 2 s of waiting for the lock, then `storage_busy`.
   */
  change<T>(now: number, work: (tx: WriteTransaction) => Promise<ChangeOutcome<T>>): Promise<Changed<T>>;
  /** Runs `work` on one consistent state, without waiting for changes. */
  read<T>(work: (tx: ReadTransaction) => Promise<T>): Promise<T>;
  /** The revision of the last change: one small query. */
  readRevision(): Promise<Revision>;
  /** Erases what expired links still hold; takes no revision. Answers how many there were. */
  eraseExpiredLinks(): Promise<number>;
  /**
   * Erases the secrets of answers that were kept for long enough, and then the answers; takes no
   * revision. Answers how many lost their secrets.
   */
  eraseKeptAnswers(): Promise<number>;
  readonly feed: ChangeFeed;
  readonly audit: AuditReader;
  readonly usage: UsageStore;
  readonly peppers: PepperRegistry;
  readonly signIns: SignInLog;
  /** Runs `work` on a dump of one state; changes go on meanwhile. */
  dump<T>(work: (dump: DatabaseDump) => Promise<T>): Promise<T>;
  /**
   * Puts a backup in the place of everything, in one change: its rows, without what was revoked since,
   * a new epoch, and the event at the end of the backup's own audit chain. Sessions, links and the
   * like are gone. Account names and key strings that the replaced database knew stay taken.
   */
  replaceContents(now: number, replacement: Replacement): Promise<Changed<ReplacementResult>>;
  /** Ends connections; what runs is finished first, for at most 5 s. */
  close(): Promise<void>;
}

/** What a migration run did. */
export interface MigrationResult {
  /** Names of the migrations that this run applied, in order. */
  readonly applied: readonly string[];
  /** The newest one the database has now. */
  readonly current: string;
}

/** How an engine's folder presents itself to the composition root. */
export interface StorageEngine {
  /**
   * Brings the schema up to date, under a lock: of several processes that start at once, one does
   * it and the others wait. Throws `schema_too_new` for a schema that this version does not know.
   */
  migrate(url: string): Promise<MigrationResult>;
  /** Opens a migrated database. */
  open(url: string, options: StorageOptions): Promise<Storage>;
}

export interface StorageOptions {
  /** Links audit events into the chain. */
  readonly sealer: AuditSealer;
  /** How long a change waits for another to finish. Default 2,000. */
  readonly lockTimeoutMs?: number;
  /** How long one statement may take before it counts as `storage_unavailable`. Default 5,000. */
  readonly statementTimeoutMs?: number;
}
