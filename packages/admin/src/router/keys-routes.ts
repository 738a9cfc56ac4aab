import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { accountRoute } from './account-route.ts';
import { parseExternalSearch } from './external-search.ts';
import { parseKeySearch } from './key-search.ts';
import { parseKeysSearch } from './keys-search.ts';
import { loadTexts } from './load-texts.ts';

const generatedKeysRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/keys',
  validateSearch: parseKeysSearch,
  component: lazyRouteComponent(() => import('../pages/keys/generated-keys-page.tsx'), 'GeneratedKeysPage'),
});

const externalKeysRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/keys/external',
  validateSearch: parseExternalSearch,
  component: lazyRouteComponent(() => import('../pages/keys/external-keys-page.tsx'), 'ExternalKeysPage'),
});

const keysSettingsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/keys/settings',
  component: lazyRouteComponent(() => import('../pages/keys/keys-settings-page.tsx'), 'KeysSettingsPage'),
});

const keyRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/keys/$key',
  validateSearch: parseKeySearch,
  loader: loadTexts('audit'),
  component: lazyRouteComponent(() => import('../pages/keys/key-page.tsx'), 'KeyPage'),
});

/** Tabs and pages of *API Keys*. */
export const keysRoutes = [generatedKeysRoute, externalKeysRoute, keysSettingsRoute, keyRoute] as const;
