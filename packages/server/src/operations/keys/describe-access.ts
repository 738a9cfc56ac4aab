import type { OperatorActor } from '../../domain/actor.ts';
import {
  type PairMistake,
  pairMistake,
  type RoleShare,
  sharesOf,
  sufficientRoles,
} from '../../domain/decision-reasons.ts';
import { isKeyString } from '../../domain/key-string.ts';
import type { RoleReference } from '../../domain/role.ts';
import type { OperationContext } from '../context.ts';
import { findRolesIn } from './find-key-roles.ts';

export interface DescribeAccessInput {
  readonly appKey: string;
  readonly appToken: string;
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
  /** What is wrong with the pair, if it is wrong. */
  readonly mistake: PairMistake;
  /** The key's roles in that account, each with what it holds of what is needed. */
  readonly roles: readonly RoleShare[];
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
    const imported = key === undefined ? [] : await tx.listImportedTokens(key.id);
    const meant = key === undefined ? undefined : { isDeleted: false, isImported: imported.length > 0 };
    const roles =
      account === undefined || key === undefined ? [] : await findRolesIn(tx, context.clock(), account.id, key.id);
    const allRoles = account === undefined ? [] : await tx.listRoles(account.id);
    return {
      key:
        key === undefined || owner === undefined
          ? null
          : { label: key.label, isActive: key.isActive, owner: owner.name, isOwnerActive: owner.isActive },
      account: account === undefined ? null : { name: account.name, isActive: account.isActive },
      mistake: pairMistake(meant, input.appToken),
      roles: sharesOf(roles, input.resources),
      sufficientRoles: sufficientRoles(allRoles, input.resources),
    };
  });
}
