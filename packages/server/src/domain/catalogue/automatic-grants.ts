import type { ManagementRight } from '../management-right.ts';
import type { Role } from '../role.ts';

/**
 * The rights that VTEX gave to whoever held an older resource, when it made keys a matter of their own. Roles that come
 * from there under their old names lack them here.
 */
const grants: readonly (readonly [has: string, given: ManagementRight])[] = [
  ['Get_Account_By_Identifier', 'ViewApiKeys'],
  ['Get_Users_Paged', 'ViewApiKeys'],
  ['Get_Roles_Paged', 'ViewApiKeys'],
  ['Get_User_By_Identifier', 'ViewApiKeys'],
  ['Save_User', 'EditApiKeys'],
];

/** The rights that VTEX gave to the holders of such a role, and the role itself does not hold. Owner holds all. */
export function automaticGrants({ kind, resources }: Pick<Role, 'kind' | 'resources'>): ManagementRight[] {
  if (kind === 'owner') return [];
  const given = grants.filter(([has, right]) => resources.includes(has) && !resources.includes(right));
  return [...new Set(given.map(([, right]) => right))];
}
