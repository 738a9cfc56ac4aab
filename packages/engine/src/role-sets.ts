import type { RoleRecord } from './change-feed.ts';
import type { ResourceBits } from './resource-bits.ts';

/** A role, and the sets that have to be computed again when it changes. */
interface Role {
  revision: number;
  record: RoleRecord | null;
  readonly sets: Set<RoleSet>;
}

/** The roles that some keys have together in one account, and what follows from them. */
export interface RoleSet {
  readonly accountId: number;
  readonly roles: readonly Role[];
  readonly name: string;
  /** How many grants name this set. */
  grants: number;
  /** One of the roles exists. */
  hasLiveRole: boolean;
  /** One of the roles is Owner. */
  holdsEverything: boolean;
  /** Resources of all roles together, one bit each. */
  bits: Uint32Array;
}

/** Whether any role of the set has the resource of this bit. */
export function holds(set: RoleSet, bit: number): boolean {
  return set.holdsEverything || (((set.bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
}

/**
 * Roles, and the combinations of them that keys have.
 *
 * Keys share a set, for there are few combinations and many keys: a changed role is computed once
 * for each combination, not for each key. A set without keys is forgotten. Set 0 is none.
 */
export class RoleSets {
  readonly #resources: ResourceBits;
  readonly #roles = new Map<string, Role>();
  readonly #numbers = new Map<string, number>();
  readonly #sets: (RoleSet | undefined)[] = [undefined];
  readonly #released: number[] = [];

  constructor(resources: ResourceBits) {
    this.#resources = resources;
  }

  /** Answers whether the record was newer than what is held. */
  applyRole(record: RoleRecord): boolean {
    const role = this.#role(record.accountId, record.id);
    if (record.revision <= role.revision) return false;
    role.revision = record.revision;
    role.record = record;
    for (const set of role.sets) this.#compute(set);
    return true;
  }

  /** The number of the set of these roles, for one more grant; 0 when there are none. */
  acquire(accountId: number, roleIds: readonly number[]): number {
    if (roleIds.length === 0) return 0;
    const ids = [...new Set(roleIds)].sort((one, other) => one - other);
    const name = `${accountId}:${ids.join()}`;
    let number = this.#numbers.get(name);
    if (number === undefined) {
      const roles = ids.map((id) => this.#role(accountId, id));
      const set: RoleSet = {
        accountId,
        roles,
        name,
        grants: 0,
        hasLiveRole: false,
        holdsEverything: false,
        bits: new Uint32Array(0),
      };
      for (const role of roles) role.sets.add(set);
      this.#compute(set);
      number = this.#released.pop() ?? this.#sets.length;
      this.#sets[number] = set;
      this.#numbers.set(name, number);
    }
    (this.#sets[number] as RoleSet).grants++;
    return number;
  }

  /** Takes back one `acquire`. */
  release(number: number): void {
    const set = this.#sets[number];
    if (set === undefined || --set.grants > 0) return;
    for (const role of set.roles) role.sets.delete(set);
    this.#numbers.delete(set.name);
    this.#sets[number] = undefined;
    this.#released.push(number);
  }

  /** `undefined` for 0. */
  get(number: number): RoleSet | undefined {
    return this.#sets[number];
  }

  /** How many combinations keys have at present. */
  get count(): number {
    return this.#numbers.size;
  }

  #role(accountId: number, id: number): Role {
    const name = `${accountId}:${id}`;
    let role = this.#roles.get(name);
    if (role === undefined) {
      // A key may arrive before its roles. Until the record comes, the role opens nothing.
      role = { revision: -1, record: null, sets: new Set() };
      this.#roles.set(name, role);
    }
    return role;
  }

  #compute(set: RoleSet): void {
    const records = set.roles.flatMap(({ record }) => (record === null || record.isDeleted ? [] : [record]));
    const bits = records.flatMap((record) => record.resourceIds.map((id) => this.#resources.bitOfId(id)));
    const words = new Uint32Array(bits.length === 0 ? 0 : (Math.max(...bits) >>> 5) + 1);
    for (const bit of bits) words[bit >>> 5] = (words[bit >>> 5] as number) | (1 << (bit & 31));
    set.bits = words;
    set.hasLiveRole = records.length > 0;
    set.holdsEverything = records.some((record) => record.holdsEverything);
  }
}
