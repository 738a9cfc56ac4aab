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

const names: ReadonlySet<string> = new Set(managementRights);

export function isManagementRight(resourceKey: string): resourceKey is ManagementRight {
  return names.has(resourceKey);
}
