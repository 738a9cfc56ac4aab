import type { Account } from '../../domain/account.ts';
import type { OperatorActor } from '../../domain/actor.ts';
import { isKeyString } from '../../domain/key-string.ts';
import type { Role, RoleReference } from '../../domain/role.ts';
import type { ReadTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';

export interface DescribeAccessInput {
  readonly appKey: string;
  /** Name of the account that is called; absent for the key's own. */
  readonly account?: string | undefined;
  /** What is needed there, any one of these; empty when any role will do. */
  readonly resources: readonly string[];
}

/** What stands behind a decision. */
export interface AccessDescription {
  /** `null` when there is no such key. */
  readonly key: {
    readonly label: string;
    readonly isActive: boolean;
    readonly owner: string;
    readonly isOwnerActive: boolean;
  } | null;
  /** The account that is called; `null` when there is none of this name. */
  readonly account: { readonly name: string; readonly isActive: boolean } | null;
  /** The key's roles in that account. */
  readonly roles: readonly RoleReference[];
  /** The roles of that account of which each would be enough. */
  readonly sufficientRoles: readonly RoleReference[];
}

/**
 * Describes why a key may or may not do something, for whoever runs the installation: it says more
 * than any caller may know.
 */
export async function describeAccess(
  context: OperationContext,
  _actor: OperatorActor,
  input: DescribeAccessInput,
): Promise<AccessDescription> {
  return await context.storage.read(async (tx) => {
    const key = isKeyString(input.appKey) ? await tx.findKeyByAppKey(input.appKey) : undefined;
    const owner = key === undefined ? undefined : await tx.findAccountById(key.accountId);
    const account = input.account === undefined ? owner : await tx.findAccountByName(input.account);
    const grants = key === undefined ? [] : await tx.listGrantsOfKey(key.id);
    const now = context.clock();
    const grant = grants.find(
      ({ accountId, expiresAt }) => accountId === account?.id && (expiresAt === null || expiresAt > now),
    );
    return {
      key:
        key === undefined || owner === undefined
          ? null
          : { label: key.label, isActive: key.isActive, owner: owner.name, isOwnerActive: owner.isActive },
      account: account === undefined ? null : { name: account.name, isActive: account.isActive },
      roles:
        account === undefined || grant === undefined ? [] : await tx.findRoles(account.id, grant.roleIds).then(refer),
      sufficientRoles: account === undefined ? [] : await sufficientRoles(tx, account, input.resources),
    };
  });
}

async function sufficientRoles(tx: ReadTransaction, account: Account, resources: readonly string[]) {
  const roles = await tx.listRoles(account.id);
  const isEnough = (role: Role) => role.kind === 'owner' || role.resources.some((key) => resources.includes(key));
  return refer(resources.length === 0 ? roles : roles.filter(isEnough));
}

function refer(roles: readonly Role[]): RoleReference[] {
  return roles.map(({ id, name }) => ({ id, name }));
}
