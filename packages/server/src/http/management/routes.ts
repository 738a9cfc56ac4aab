import { apiRoutes } from './apis.ts';
import { auditRoutes } from './audit.ts';
import { decisionRoutes } from './decisions.ts';
import { externalKeyRoutes } from './external-keys.ts';
import { keyGrantRoutes } from './key-grants.ts';
import { keyRoutes } from './keys.ts';
import { linkAttemptRoutes } from './link-attempts.ts';
import { renewalRoutes } from './renewal.ts';
import { resourceRoutes } from './resources.ts';
import { revisionRoutes } from './revisions.ts';
import { roleTemplateRoutes } from './role-templates.ts';
import { roleRoutes } from './roles.ts';
import type { Route } from './route.ts';
import { settingsRoutes } from './settings.ts';
import { userRoutes } from './users.ts';

/** Every management route there is. */
export const managementRoutes: readonly Route[] = [
  ...keyRoutes,
  ...renewalRoutes,
  ...keyGrantRoutes,
  ...linkAttemptRoutes,
  ...decisionRoutes,
  ...revisionRoutes,
  ...externalKeyRoutes,
  ...roleRoutes,
  ...roleTemplateRoutes,
  ...resourceRoutes,
  ...apiRoutes,
  ...settingsRoutes,
  ...userRoutes,
  ...auditRoutes,
];
