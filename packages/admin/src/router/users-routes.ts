import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { accountRoute } from './account-route.ts';
import { loadTexts } from './load-texts.ts';
import { parseUsersSearch } from './users-search.ts';

const usersRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/users',
  validateSearch: parseUsersSearch,
  loader: loadTexts('users'),
  component: lazyRouteComponent(() => import('../pages/users/users-page.tsx'), 'UsersPage'),
});

export const usersRoutes = [usersRoute] as const;
