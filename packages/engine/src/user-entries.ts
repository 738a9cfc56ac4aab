import type { AccountEntry } from './account-entries.ts';
import type { SessionRecord, UserRecord } from './change-feed.ts';
import type { RoleSet, RoleSets } from './role-sets.ts';

/** A person. */
export interface UserIdentity {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly email: string;
}

/** What is known of a user. */
export interface UserEntry {
  readonly revision: number;
  readonly identity: UserIdentity;
  readonly sessions: readonly SessionRecord[];
  /** Numbers of role sets, one for each account in which the user has roles. */
  readonly roleSets: readonly number[];
}

/** A session and whose it is. */
export interface SessionEntry extends SessionRecord {
  readonly user: UserEntry;
}

/**
 * Users who have user tokens, by id and by session. Objects, unlike keys: there are as many as people who
 * asked for one within a day. A user without tokens keeps an empty entry, so that no older record brings
 * a session back.
 */
export class UserEntries {
  readonly #roleSets: RoleSets;
  readonly #byId = new Map<string, UserEntry>();
  readonly #bySession = new Map<string, SessionEntry>();

  constructor(roleSets: RoleSets) {
    this.#roleSets = roleSets;
  }

  /** Answers whether the record was newer than what is held. */
  apply({ revision, id, email, sessions, memberships }: UserRecord): boolean {
    const held = this.#byId.get(id);
    if (held !== undefined && revision <= held.revision) return false;
    // The new sets are taken before the old ones are given back: one that stays is not made again.
    const roleSets = memberships
      .map(({ accountId, roleIds }) => this.#roleSets.acquire(accountId, roleIds))
      .filter((number) => number !== 0);
    for (const number of held?.roleSets ?? []) this.#roleSets.release(number);
    for (const session of held?.sessions ?? []) this.#bySession.delete(session.id);
    const user = { revision, identity: { id, email }, sessions, roleSets };
    this.#byId.set(id, user);
    for (const session of sessions) this.#bySession.set(session.id, { ...session, user });
    return true;
  }

  /** `undefined` for a session that has ended, or from which no token was made. */
  findBySession(id: string): SessionEntry | undefined {
    return this.#bySession.get(id);
  }

  /** Roles that a user has in an account; `undefined` when there are none. */
  findRoles(user: UserEntry, account: AccountEntry): RoleSet | undefined {
    for (const number of user.roleSets) {
      const set = this.#roleSets.get(number);
      if (set?.accountId === account.id) return set.hasLiveRole ? set : undefined;
    }
    return undefined;
  }
}
