import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { accountRoute } from './account-route.ts';
import { parseKeysSearch } from './keys-search.ts';

const generatedKeysRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/keys',
  validateSearch: parseKeysSearch,
  component: lazyRouteComponent(() => import('../pages/keys/generated-keys-page.tsx'), 'GeneratedKeysPage'),
});

/** Tabs and pages of *API Keys*. */
export const keysRoutes = [generatedKeysRoute] as const;
