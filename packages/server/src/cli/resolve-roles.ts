import { ChaveiroError } from '../domain/errors.ts';
import { textKey } from '../domain/text-key.ts';
import type { OperationContext } from '../operations/context.ts';
import { createRole } from '../operations/roles/create-role.ts';
import { listRoleTemplates } from '../operations/roles/list-role-templates.ts';
import { listRoles } from '../operations/roles/list-roles.ts';
import type { RoleView } from '../operations/roles/role-view.ts';
import { operator } from './operator.ts';
import { nameTyped, noSuchRole, selectRole } from './select-role.ts';

/** Roles of an account, and the templates among them that had to be added first. */
export interface ResolvedRoles {
  readonly roleIds: readonly number[];
  readonly added: readonly RoleView[];
}

/**
 * Finds the roles that somebody named: by id, by name (`selectRole` says how), or by the name of a template. A template that
 * the account lacks is added to it first, as a change of its own.
 *
 * Throws `invalid_request` for a name that is neither, before anything is added, and with `dryRun` for
 * a template that would have to be added.
 */
export async function resolveRoles(
  operations: OperationContext,
  account: string,
  names: readonly string[],
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<ResolvedRoles> {
  if (names.length === 0) return { roleIds: [], added: [] };
  const roles = await listRoles(operations, operator, { account });
  const templates = await listRoleTemplates(operations, operator, { account });

  const found = names.map((typed) => {
    const role = selectRole(roles, typed);
    if (role !== undefined) return role.id;
    const template = templates.find((each) => textKey(each.name) === textKey(nameTyped(typed) ?? ''));
    if (template !== undefined) return template.name;
    const further = templates.map(({ name }) => name);
    throw noSuchRole(typed, account, roles, further);
  });

  const missing = found.filter((each) => typeof each === 'string');
  if (dryRun && missing.length > 0) {
    throw new ChaveiroError(
      'invalid_request',
      `The role "${missing[0]}" would be added to ${account} first. Nothing was changed. To see what the key would have then, ` +
        `run: chaveiro role create --account ${account} --template "${missing[0]}"`,
      { field: 'role' },
    );
  }
  const roleIds: number[] = [];
  const added: RoleView[] = [];
  for (const each of new Set(found)) {
    if (typeof each === 'number') {
      roleIds.push(each);
    } else {
      const { value } = await createRole(operations, operator, { account, template: each });
      roleIds.push(value.id);
      added.push(value);
    }
  }
  return { roleIds, added };
}
