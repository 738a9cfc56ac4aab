import type { OperationContext } from '../operations/context.ts';
import { listRoles } from '../operations/roles/list-roles.ts';
import type { RoleView } from '../operations/roles/role-view.ts';
import type { Option, Parameter } from './command.ts';
import { operator } from './operator.ts';
import { howToNameARole, noSuchRole, selectRole } from './select-role.ts';
import { table } from './table.ts';

/** The parameter of the commands about one role. */
export const roleParameter = { name: 'ROLE', description: `the role, ${howToNameARole}` } as const satisfies Parameter;

/** The account of the commands about roles. */
export const roleAccountOption = {
  takes: 'NAME',
  isRequired: true,
  description: 'the account',
} as const satisfies Option;

/** The id of the role that somebody named, by id or name; throws `invalid_request` with those that there are. */
export async function roleIdOf(operations: OperationContext, account: string, name: string): Promise<number> {
  const roles = await listRoles(operations, operator, { account });
  const role = selectRole(roles, name);
  if (role !== undefined) return role.id;
  throw noSuchRole(name, account, roles);
}

/** A role for people. */
export function roleText(role: RoleView): string {
  return table(['ID', 'ROLE', 'KIND', 'RESOURCES'], [roleRow(role)], '');
}

/** A role as a line of a table. */
export function roleRow({ id, name, kind, holdsEverything, resources }: RoleView): string[] {
  return [String(id), name, kind, holdsEverything ? 'all' : resources.join(', ')];
}
