import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from './repository.ts';

/** A route of a real commerce platform's API. */
export interface CommerceRoute {
  readonly method: string;
  readonly path: string;
  readonly anyOf: readonly string[];
}

const dataFolder = join(repositoryFolder, 'test/data');

/** For `chaveiro catalog import`: 38 resources. */
export const commerceResourcesFile = join(dataFolder, 'commerce-resources.json');

/** For `chaveiro routes import`: 173 routes of orders, logistics, checkout and user management. */
export const commerceRoutesFile = join(dataFolder, 'commerce-routes.json');

export const commerceRoutes: readonly CommerceRoute[] = JSON.parse(readFileSync(commerceRoutesFile, 'utf8'));

/** What each predefined role holds: written down from the platform's documentation, not read from the server. */
export const roleResources: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(join(dataFolder, 'role-resources.json'), 'utf8'),
);

export const ownerRole = 'Owner (Admin Super)';

/** Whether the role opens the route, from the data alone. Owner opens everything. */
export function opens(role: string, route: CommerceRoute): boolean {
  return role === ownerRole || route.anyOf.some((resource) => roleResources[role]?.includes(resource));
}

/** A path of the template's shape, with a value in place of each parameter. */
export function samplePath(template: string): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'email' ? 'ana@loja.example' : '12-ab'));
}
