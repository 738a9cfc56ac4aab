import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { accountRoute } from './account-route.ts';
import { loadTexts } from './load-texts.ts';

// It takes nothing from its address: what is tried is a secret.
export const tryRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/try',
  loader: loadTexts('try'),
  component: lazyRouteComponent(() => import('../pages/try/try-page.tsx'), 'TryPage'),
});
