import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { accountRoute } from './account-route.ts';
import { parseAuditSearch } from './audit-search.ts';
import { loadTexts } from './load-texts.ts';

export const auditRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/audit',
  validateSearch: parseAuditSearch,
  loader: loadTexts('audit'),
  component: lazyRouteComponent(() => import('../pages/audit/audit-page.tsx'), 'AuditPage'),
});
