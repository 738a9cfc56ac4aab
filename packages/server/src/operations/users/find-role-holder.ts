import type { Actor } from '../../domain/actor.ts';
import { checkHoldsAny } from '../../domain/ceiling.ts';
import { readEmail } from '../../domain/email.ts';
import { isKeyId } from '../../domain/key-string.ts';
import type { RoleReference } from '../../domain/role.ts';
import type { ReadTransaction } from '../../storage/storage.ts';
import { acceptedResources } from '../accepted-resources.ts';
import type { OperationContext } from '../context.ts';
import { findExternalKey } from '../external-keys/get-external-key.ts';
import { referencesTo } from '../find-roles.ts';
import { findKey } from '../keys/get-key.ts';
import { authorizeInAccount } from '../rights.ts';

export interface FindRoleHolderInput {
  readonly account: string;
  /** The id of a user or key, with or without dashes, or a key string; to read also a user's e-mail address. */
  readonly name: string;
  /** For what the answer is used: to change roles takes another right than to read them. */
  readonly purpose: 'read' | 'change';
}

/** A user or a key with the roles that it has in the account. */
export interface RoleHolder {
  /** `external`: a key of another account to which this one has given roles. */
  readonly type: 'user' | 'key' | 'external';
  readonly id: string;
  /** Of a user. */
  readonly email: string | null;
  readonly roles: readonly RoleReference[];
}

/**
 * Who is called so in the account: a user, a key of its own or an external one; `null` for nobody, alike
 * whether there is one in another account. Needs, to read, a resource that opens users to be looked up, and of a key
 * ViewApiKeys is enough; to change, Save_User.
 *
 * Throws what `authorizeInAccount` throws.
 */
export async function findRoleHolder(
  context: OperationContext,
  actor: Actor,
  input: FindRoleHolderInput,
): Promise<RoleHolder | null> {
  const operation = input.purpose === 'read' ? 'findRoleHolder' : 'findHolderToChange';
  const accepted = acceptedResources(context, operation);
  return await context.storage.read(async (tx) => {
    const { account, rights } = await authorizeInAccount(tx, context.clock(), actor, input.account, accepted);
    const key = await findKeyHolder(tx, account.id, input.name);
    if (key !== undefined) return key;
    // What opens keys alone says nothing of users, not even whether there is one.
    checkHoldsAny(
      rights,
      accepted.filter((resource) => resource !== 'ViewApiKeys'),
    );
    return (await findUserHolder(tx, account.id, input)) ?? null;
  });
}

const bareId = /^[0-9a-f]{32}$/;

/** An id as keys have it; `undefined` for what is none. */
function keyIdOf(name: string): string | undefined {
  const id = name.toLowerCase();
  if (bareId.test(id)) return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isKeyId(id) ? id : undefined;
}

async function findKeyHolder(tx: ReadTransaction, accountId: number, name: string): Promise<RoleHolder | undefined> {
  const key = keyIdOf(name) ?? name;
  const own = await findKey(tx, accountId, key);
  if (own !== undefined) return { type: 'key', id: own.id, email: null, roles: referencesTo(own.roles) };
  const external = await findExternalKey(tx, accountId, key);
  if (external === undefined) return undefined;
  return { type: 'external', id: external.id, email: null, roles: referencesTo(external.roles) };
}

async function findUserHolder(
  tx: ReadTransaction,
  accountId: number,
  input: FindRoleHolderInput,
): Promise<RoleHolder | undefined> {
  const membership = await findNamedMembership(tx, accountId, input);
  if (membership === undefined) return undefined;
  const { user, roleIds } = membership;
  const roles = await tx.findRoles(accountId, roleIds);
  return { type: 'user', id: user.id, email: user.email, roles: referencesTo(roles) };
}

async function findNamedMembership(tx: ReadTransaction, accountId: number, { name, purpose }: FindRoleHolderInput) {
  const email = purpose === 'read' ? readEmail(name) : undefined;
  if (email !== undefined) return await tx.findMembershipByEmail(accountId, email);
  const id = keyIdOf(name)?.replaceAll('-', '');
  return id === undefined ? undefined : await tx.findMembership(accountId, id);
}
