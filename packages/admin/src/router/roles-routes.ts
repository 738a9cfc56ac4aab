import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { accountRoute } from './account-route.ts';
import { loadTexts } from './load-texts.ts';
import { parseNewRoleSearch, parseRolesSearch } from './roles-search.ts';

const rolesRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/roles',
  validateSearch: parseRolesSearch,
  loader: loadTexts('roles'),
  component: lazyRouteComponent(() => import('../pages/roles/roles-page.tsx'), 'RolesPage'),
});

const newRoleRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/roles/new',
  validateSearch: parseNewRoleSearch,
  loader: loadTexts('roles'),
  component: lazyRouteComponent(() => import('../pages/roles/new-role-page.tsx'), 'NewRolePage'),
});

const templatesRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/roles/templates',
  loader: loadTexts('roles'),
  component: lazyRouteComponent(() => import('../pages/roles/templates-page.tsx'), 'TemplatesPage'),
});

const roleRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/roles/$role',
  loader: loadTexts('roles'),
  component: lazyRouteComponent(() => import('../pages/roles/role-page.tsx'), 'RolePage'),
});

/** The list of roles, and the pages to create, look at and edit one. */
export const rolesRoutes = [rolesRoute, newRoleRoute, templatesRoute, roleRoute] as const;
