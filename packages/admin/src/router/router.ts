import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { NotFound } from '../frame/lazy-not-found.ts';
import { accountRoute } from './account-route.ts';
import { auditRoute } from './audit-routes.ts';
import { keysRoutes } from './keys-routes.ts';
import { homeRoute, setupRoute, signInRoute } from './outside-routes.ts';
import { ownRoutes } from './own-routes.ts';
import { rolesRoutes } from './roles-routes.ts';
import { rootRoute } from './root-route.tsx';
import { basePath } from './sign-in-first.ts';
import { tryRoute } from './try-routes.ts';
import { usersRoutes } from './users-routes.ts';

const routeTree = rootRoute.addChildren([
  homeRoute,
  signInRoute,
  setupRoute,
  ...ownRoutes,
  accountRoute.addChildren([...keysRoutes, ...rolesRoutes, ...usersRoutes, auditRoute, tryRoute]),
]);

/** Every address of the pages. */
export function createPagesRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    basepath: basePath,
    context: { queryClient },
    // Whatever a page does not know stays out of it, and out of what it asks the server.
    search: { strict: true },
    defaultNotFoundComponent: NotFound,
    // The queries say how long what they have read is good for.
    defaultPreloadStaleTime: 0,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPagesRouter>;
  }
}
