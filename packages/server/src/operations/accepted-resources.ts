import type { AccessRight } from '../domain/management-right.ts';
import type { OperationContext } from './context.ts';

/** Whoever may manage users may look them up, and these resources are for nothing else. */
const userReaders = ['Get_User_By_Identifier', 'ViewAdminUsers', 'EditAdminUsers', 'Save_User'] as const;

/**
 * The resources of which any one opens an operation, where the endpoints of VTEX document others than `/api/v1`
 * has. Without any, an operation is there on the other surface alone. One that is not here accepts the same through
 * every surface, and names it itself.
 */
export const rightsBySurface = {
  createKey: { api: ['EditApiKeys'], vtex: ['EditApiKeys', 'Save_User'] },
  listAllKeys: { api: [], vtex: ['ViewApiKeys', 'EditApiKeys', 'Save_User'] },
  changeKey: { api: ['EditApiKeys'], vtex: ['EditApiKeys', 'Save_User'] },
  changeExternalKey: { api: ['EditApiKeys'], vtex: ['Save_User'] },
  listRoles: { api: ['Get_Roles_Paged', 'ViewApiKeys'], vtex: ['Get_Roles_Paged'] },
  showUser: { api: ['Get_Users_Paged'], vtex: ['Remove_User', 'Save_User', 'Get_User_By_Identifier'] },
  removeUser: { api: ['Save_User'], vtex: ['Save_User', 'Remove_User'] },
  findUser: { api: [], vtex: ['ReadUsers', ...userReaders] },
  findRoleHolder: { api: [], vtex: [...userReaders, 'ViewApiKeys'] },
  findHolderToChange: { api: [], vtex: ['Save_User'] },
  showAccount: { api: [], vtex: ['Get_Account_By_Identifier'] },
  describeAccount: { api: [], vtex: ['Save_Account'] },
} as const satisfies Readonly<Record<string, Readonly<Record<'api' | 'vtex', readonly AccessRight[]>>>>;

/** The resources that open the operation on the surface of this call. */
export function acceptedResources(
  { surface }: Pick<OperationContext, 'surface'>,
  operation: keyof typeof rightsBySurface,
): readonly AccessRight[] {
  return rightsBySurface[operation][surface ?? 'api'];
}
