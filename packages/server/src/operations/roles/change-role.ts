import type { Actor } from '../../domain/actor.ts';
import {
  checkResourcesPutInRole,
  checkResourcesPutInRoleOfExternal,
  checkResourcesTakenFromHeldRole,
  checkRoleIsCustom,
  checkRoleNotOwn,
  type Rights,
} from '../../domain/ceiling.ts';
import { resourcesLimit } from '../../domain/limits.ts';
import type { Role } from '../../domain/role.ts';
import { effectOf, type RoleEffect, rolesThatHoldAny } from '../../domain/role-holders.ts';
import { parseRoleName } from '../../domain/short-text.ts';
import type { Changed, ReadTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { checkRoleResources } from '../resources/check-resources.ts';
import { type AccountAccess, authorizeInAccount } from '../rights.ts';
import { runOrTryChange } from '../run-or-try-change.ts';
import { checkVersion, type ExpectedVersions } from '../view-version.ts';
import { resultOf, type Wanted } from '../wanted.ts';
import { getRole } from './get-role.ts';
import { type RoleView, viewOfRole } from './role-view.ts';

/** What is absent stays as it is. */
export interface ChangeRoleInput {
  readonly account: string;
  readonly role: number;
  readonly name?: string | undefined;
  /** The resources that the role is to hold, at least one. */
  readonly resources?: Wanted<string> | undefined;
  /** Only says what would happen. */
  readonly dryRun?: boolean | undefined;
  readonly ifVersion?: ExpectedVersions;
}

export interface ChangedRoleView extends RoleView {
  readonly effect: RoleEffect;
}

/** What really becomes different. */
interface RoleChange {
  name?: string;
  resources?: readonly string[];
}

/**
 * Changes a custom role: one change, however many keys have it. Needs Create_Role, and every
 * management right that is added, or taken from somebody who has the role. Nothing different: no change and no event. Answers who gains and
 * loses what by it, in a dry run as well.
 *
 * Throws `changed_meanwhile`, `invalid_request`, `not_found`, `owner_role_fixed`, `predefined_role_fixed`, `own_rights`,
 * `role_name_taken`, `above_own_rights`, and what `authorizeInAccount` throws.
 */
export async function changeRole(
  context: OperationContext,
  actor: Actor,
  input: ChangeRoleInput,
): Promise<Changed<ChangedRoleView>> {
  const name = input.name === undefined ? undefined : parseRoleName(input.name);
  return await runOrTryChange(context, input.dryRun, async (tx, now) => {
    const entrance = await authorizeInAccount(tx, now, actor, input.account, ['Create_Role']);
    const { account, rights } = entrance;
    const role = await getRole(tx, account.id, input.role);
    checkVersion(input.ifVersion, viewOfRole(role, rights));
    checkRoleIsCustom(role);
    checkRoleNotOwn(rights, role);
    const change = await differences(tx, role, name, input.resources);
    const resources = change.resources ?? role.resources;
    const effect = await readEffect(tx, role, resources);
    const value = { ...viewOfRole({ ...role, ...change }, rights), effect };
    if (Object.keys(change).length === 0) return { event: null, value };
    await checkAddedResources(tx, entrance, role, resources);
    checkLostResources(rights, effect);
    await tx.updateRole(account.id, role.id, change);
    const before = {
      ...(change.name === undefined ? {} : { name: role.name }),
      ...(change.resources === undefined ? {} : { resources: role.resources }),
    };
    return {
      value,
      event: {
        action: 'role.changed',
        actor,
        accountId: account.id,
        subject: `role:${account.name}/${role.id}`,
        subjectName: role.name,
        before,
        after: { ...change },
      },
    };
  });
}

async function differences(
  tx: ReadTransaction,
  role: Role,
  name: string | undefined,
  wanted: Wanted<string> | undefined,
): Promise<RoleChange> {
  const change: RoleChange = {};
  if (name !== undefined && name !== role.name) change.name = name;
  if (wanted !== undefined) {
    const resources = await checkRoleResources(tx, resultOf(resourcesLimit, role.resources, wanted));
    const had = new Set(role.resources);
    if (resources.length !== had.size || resources.some((key) => !had.has(key))) change.resources = resources;
  }
  return change;
}

/** Who gains and loses what when the role comes to hold these resources. */
async function readEffect(tx: ReadTransaction, role: Role, resources: readonly string[]): Promise<RoleEffect> {
  const added = resources.filter((key) => !role.resources.includes(key));
  const removed = role.resources.filter((key) => !resources.includes(key));
  const others = rolesThatHoldAny(await tx.listRoles(role.accountId), role.id, [...added, ...removed]);
  const otherIds = others.map(({ id }) => id);
  return effectOf({ added, removed }, others, await tx.groupRoleHolders(role.accountId, role.id, otherIds));
}

function checkLostResources(rights: Rights, { holders, lost }: RoleEffect): void {
  if (holders.keys + holders.externalKeys + holders.users === 0) return;
  checkResourcesTakenFromHeldRole(
    rights,
    lost.map(({ resource }) => resource),
  );
}

async function checkAddedResources(
  tx: ReadTransaction,
  { account, rights }: AccountAccess,
  role: Role,
  resources: readonly string[],
): Promise<void> {
  const added = resources.filter((key) => !role.resources.includes(key));
  checkResourcesPutInRole(rights, added);
  // What comes into the role comes to every key that has it, also to those of other accounts.
  const external = await tx.findExternalKeyWithRole(account.id, role.id);
  if (external !== undefined) checkResourcesPutInRoleOfExternal(rights, added, external.appKey);
}
