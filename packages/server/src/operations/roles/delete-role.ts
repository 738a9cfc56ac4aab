import type { Actor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { Role } from '../../domain/role.ts';
import { countHolders } from '../../domain/role-holders.ts';
import type { Changed, ReadTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';
import { runOrTryChange } from '../run-or-try-change.ts';
import { checkVersion, type ExpectedVersions } from '../view-version.ts';
import { getRole } from './get-role.ts';
import { viewOfRole } from './role-view.ts';

export interface DeleteRoleInput {
  readonly account: string;
  readonly role: number;
  /** Only says whether it could be deleted. */
  readonly dryRun?: boolean | undefined;
  readonly ifVersion?: ExpectedVersions;
}

/** Holders named in an error; of more only the number is said. */
const namedHolders = 5;

/**
 * Deletes a role that nobody has. Needs Create_Role.
 *
 * Throws `changed_meanwhile`, `owner_role_fixed`, `role_in_use` that names some who have it and counts all, `not_found`, and what
 * `authorizeInAccount` throws.
 */
export async function deleteRole(
  context: OperationContext,
  actor: Actor,
  input: DeleteRoleInput,
): Promise<Changed<{ readonly id: number }>> {
  return await runOrTryChange(context, input.dryRun, async (tx, now) => {
    const { account, rights } = await authorizeInAccount(tx, now, actor, input.account, ['Create_Role']);
    const role = await getRole(tx, account.id, input.role);
    checkVersion(input.ifVersion, viewOfRole(role, rights));
    if (role.kind === 'owner') throw new ChaveiroError('owner_role_fixed', 'The Owner role cannot be deleted.');
    await checkNobodyHas(tx, role);
    await tx.deleteRole(account.id, role.id);
    return {
      value: { id: role.id },
      event: {
        action: 'role.deleted',
        actor,
        accountId: account.id,
        subject: `role:${account.name}/${role.id}`,
        subjectName: role.name,
        before: { name: role.name, template: role.template, resources: role.resources },
        after: null,
      },
    };
  });
}

async function checkNobodyHas(tx: ReadTransaction, role: Role): Promise<void> {
  const keys = await tx.listKeysWithRole(role.accountId, role.id, namedHolders + 1);
  const users = await tx.listUsersWithRole(role.accountId, role.id, namedHolders + 1);
  // Key strings, not labels: the label of another account's key is that account's own affair.
  const named = [...keys.map((key) => key.appKey), ...users.map((user) => user.email)];
  if (named.length === 0) return;
  const more = named.length > namedHolders ? ' and others' : '';
  const holders = countHolders(await tx.groupRoleHolders(role.accountId, role.id, []));
  throw new ChaveiroError(
    'role_in_use',
    `"${role.name}" is still a role of ${named.slice(0, namedHolders).join(', ')}${more}. Take it from them first.`,
    { holders },
  );
}
