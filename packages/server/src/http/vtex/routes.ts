import { accountRoutes } from './account.ts';
import { appKeyRoutes } from './app-keys.ts';
import type { ErrorForm } from './errors.ts';
import { holderRoleRoutes } from './holder-roles.ts';
import { renewalRoutes } from './renewal.ts';
import { resourceAccessRoutes } from './resource-access.ts';
import { roleRoutes } from './roles.ts';
import type { VtexRoute } from './route.ts';
import { userIdRoutes } from './user-id.ts';
import { userInfoRoutes } from './user-info.ts';
import { userRoutes } from './users.ts';

/** Every endpoint of VTEX that there is here. */
export const vtexRoutes: readonly VtexRoute[] = [
  ...userRoutes,
  ...holderRoleRoutes,
  ...roleRoutes,
  ...appKeyRoutes,
  ...accountRoutes,
  ...renewalRoutes,
  ...userInfoRoutes,
  ...userIdRoutes,
  ...resourceAccessRoutes,
];

/** Where a client comes that leaves a parameter empty: no method is for that, says VTEX. */
export const emptyAddresses: readonly { readonly path: string; readonly errorForm: ErrorForm }[] = [
  { path: '/api/license-manager/users/', errorForm: 'license-manager' },
  { path: '/api/license-manager/users//roles', errorForm: 'license-manager' },
  { path: '/api/license-manager/users//roles/{roleId}', errorForm: 'license-manager' },
  { path: '/api/license-manager/users/{userId}/roles/', errorForm: 'license-manager' },
  { path: '/api/vlm/appkeys/', errorForm: 'vlm' },
];
