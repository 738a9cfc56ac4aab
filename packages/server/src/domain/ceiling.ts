import { ChaveiroError } from './errors.ts';
import { type AccessRight, isManagementRight, managementRights } from './management-right.ts';
import type { Role } from './role.ts';

/** What an actor holds in the account where they act. */
export interface Rights {
  /** At the command line of the installation: holds everything, everywhere. */
  readonly isOperator: boolean;
  /** Has the Owner role: holds every resource, present and future. */
  readonly isOwner: boolean;
  readonly roleIds: ReadonlySet<number>;
  /** The resources of all roles; empty for Owner, which does not list them. */
  readonly resources: ReadonlySet<string>;
}

/** Somebody who stands above the ceiling, to whom no management right is out of reach. */
function holdsEverything(rights: Rights): boolean {
  return rights.isOperator || rights.isOwner;
}

/** Whether the actor holds a resource in the account where they act. */
export function holdsRight(rights: Rights, resource: string): boolean {
  return holdsEverything(rights) || rights.resources.has(resource);
}

/** Throws `resource_missing` unless the actor holds any one of the resources that an operation accepts. */
export function checkHoldsAny(rights: Rights, accepted: readonly AccessRight[]): void {
  if (accepted.some((resource) => holdsRight(rights, resource))) return;
  throw new ChaveiroError(
    'resource_missing',
    `This needs a role with ${accepted.join(' or ')} in this account, and you have none.`,
    { missingResources: accepted },
  );
}

/** Of these roles, the management rights, each once. */
function rightsInvolved(roles: readonly Role[]): string[] {
  return managementRights.filter((right) => roles.some((role) => role.resources.includes(right)));
}

function checkRights(rights: Rights, involved: readonly string[], act: string): void {
  const missing = involved.filter((right) => !holdsRight(rights, right));
  if (missing.length === 0) return;
  throw new ChaveiroError(
    'above_own_rights',
    `To ${act}, you need every management right involved, and you lack ${missing.join(', ')}.`,
    { missingResources: missing },
  );
}

function checkOwner(rights: Rights, act: string): void {
  if (holdsEverything(rights)) return;
  throw new ChaveiroError('above_own_rights', `Only somebody with the Owner role may ${act}.`, {
    missingResources: managementRights.filter((right) => !holdsRight(rights, right)),
  });
}

/** May the actor give these roles to a key of the account? Throws `above_own_rights`. */
export function checkRolesGiven(rights: Rights, roles: readonly Role[]): void {
  if (roles.some((role) => role.kind === 'owner')) checkOwner(rights, 'give the Owner role');
  checkRights(rights, rightsInvolved(roles), 'give these roles');
}

/**
 * May the actor give these roles to a key of another account? Throws `above_own_rights`.
 *
 * Stricter than for the account's own keys: the other account decides who uses the key.
 */
export function checkRolesGivenToExternal(rights: Rights, roles: readonly Role[]): void {
  const involved = rightsInvolved(roles);
  if (involved.length === 0 && !roles.some((role) => role.kind === 'owner')) return;
  checkOwner(rights, 'give management rights to a key of another account');
}

/** What an actor may do with a role, for whoever shows it to them. */
export interface RoleOptions {
  /** They have it themselves, and so cannot edit it. */
  readonly hasRole: boolean;
  /** They may give it to keys and users of the account, as far as the ceiling goes. */
  readonly mayGive: boolean;
  readonly mayGiveToExternalKeys: boolean;
  /** Management rights of the role that they lack. */
  readonly missingResources: readonly string[];
}

/** Asks the checks themselves, so that nothing is offered that they refuse. */
export function roleOptions(rights: Rights, role: Role): RoleOptions {
  return {
    hasRole: rights.roleIds.has(role.id),
    mayGive: passes(() => checkRolesGiven(rights, [role])),
    mayGiveToExternalKeys: passes(() => checkRolesGivenToExternal(rights, [role])),
    missingResources: rightsInvolved([role]).filter((right) => !holdsRight(rights, right)),
  };
}

function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof ChaveiroError && error.code === 'above_own_rights') return false;
    throw error;
  }
}

/** May the actor create a role with these resources, or add them to one? Throws `above_own_rights`. */
export function checkResourcesPutInRole(rights: Rights, resources: readonly string[]): void {
  checkRights(rights, resources.filter(isManagementRight), 'put these resources in a role');
}

/**
 * May the actor take these resources out of a role that somebody has? As much as taking the role would: what is
 * taken from all who have it at once cannot be given back by whoever lacks it. Throws `above_own_rights`.
 */
export function checkResourcesTakenFromHeldRole(rights: Rights, resources: readonly string[]): void {
  checkRights(rights, resources.filter(isManagementRight), 'take these resources out of a role that somebody has');
}

/** May the actor add these resources to a role that a key of another account has? Throws `above_own_rights`. */
export function checkResourcesPutInRoleOfExternal(rights: Rights, resources: readonly string[], holder: string): void {
  if (!resources.some(isManagementRight)) return;
  checkOwner(rights, `add management rights to this role, for the external key ${holder} has it`);
}

/**
 * May the actor obtain or bring back a credential that has these roles, in whatever account? Throws
 * `above_own_rights`.
 *
 * Judged by what the actor holds where they act: whoever could obtain a credential above themselves
 * could act through it.
 *
 * @param verb what is done to the key, for the message
 */
export function checkCredentialObtained(rights: Rights, roles: readonly Role[], verb: 'activate' | 'renew'): void {
  if (roles.some((role) => role.kind === 'owner')) checkOwner(rights, `${verb} a key that has the Owner role`);
  checkRights(rights, rightsInvolved(roles), `${verb} this key`);
}

/** May the actor take these roles from a user? Throws `above_own_rights`. */
export function checkRolesTaken(rights: Rights, roles: readonly Role[]): void {
  if (roles.some((role) => role.kind === 'owner')) checkOwner(rights, 'take the Owner role from a user');
  checkRights(rights, rightsInvolved(roles), 'take these roles from a user');
}

/** May the actor have a link by which a user with these roles joins or gets a password? Throws `above_own_rights`. */
export function checkLinkIssued(rights: Rights, roles: readonly Role[]): void {
  if (roles.some((role) => role.kind === 'owner')) checkOwner(rights, 'issue a link for a user with the Owner role');
  checkRights(rights, rightsInvolved(roles), 'issue a link for this user');
}

/** Owner stands; a predefined role is what its name says. Throws `owner_role_fixed` or `predefined_role_fixed`. */
export function checkRoleIsCustom(role: Role): void {
  if (role.kind === 'owner') throw new ChaveiroError('owner_role_fixed', 'The Owner role cannot be edited.');
  if (role.kind === 'predefined') {
    throw new ChaveiroError(
      'predefined_role_fixed',
      `"${role.name}" is a predefined role and keeps the resources of its template. Create a custom role with the resources that you want.`,
    );
  }
}

/** Nobody edits a role that they hold: throws `own_rights`. */
export function checkRoleNotOwn(rights: Rights, role: Role): void {
  if (!rights.roleIds.has(role.id)) return;
  throw new ChaveiroError('own_rights', `You have the role "${role.name}" yourself: somebody else has to edit it.`);
}
