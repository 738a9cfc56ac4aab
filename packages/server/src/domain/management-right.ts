/**
 * The resources that open management itself. Only their holders can hand them on (rule of the
 * ceiling, `ceiling.ts`), and no catalogue file can redefine them.
 */
export const managementRights = [
  'ViewApiKeys',
  'EditApiKeys',
  'RenewApiToken',
  'EditApiKeysSettings',
  'Create_Role',
  'Save_User',
  'Remove_User',
  'Get_Users_Paged',
  'Get_Roles_Paged',
  'view_metrics',
] as const;

export type ManagementRight = (typeof managementRights)[number];

/** Resources of the catalogue that open an operation as well, at VTEX's addresses alone; they can be handed on by anybody. */
type LookUpRight =
  | 'EditAdminUsers'
  | 'Get_Account_By_Identifier'
  | 'Get_User_By_Identifier'
  | 'ReadUsers'
  | 'Save_Account'
  | 'ViewAdminUsers';

/** What can open an operation. */
export type AccessRight = ManagementRight | LookUpRight;

const names: ReadonlySet<string> = new Set(managementRights);

export function isManagementRight(resourceKey: string): resourceKey is ManagementRight {
  return names.has(resourceKey);
}
