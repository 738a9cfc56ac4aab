import type { RoutePolicy } from '@chaveiro/engine';

/** A resource in the form that `chaveiro catalog import` takes. */
export interface CatalogEntry {
  readonly key: string;
  readonly product: string;
  readonly category: string;
  readonly name: string;
}

const areas = [
  'Orders',
  'Stock',
  'Prices',
  'Catalog',
  'Logistics',
  'Checkout',
  'Payments',
  'Search',
  'Users',
  'Reports',
];
const rights = ['View', 'List', 'Create', 'Change', 'Remove', 'Import', 'Export', 'Approve'];
const collections = ['items', 'rules', 'feeds', 'docks', 'lists', 'notes', 'carriers', 'batches', 'events', 'hooks'];

/** 160 resources: ten products with sixteen rights each. */
export const largeCatalog: readonly CatalogEntry[] = areas.flatMap((product) =>
  ['', 'Settings'].flatMap((category) =>
    rights.map((right) => ({
      key: `${right}${product}${category}`,
      product,
      category: `${product} ${category === '' ? 'access' : 'settings'}`,
      name: `${right} ${category === '' ? '' : 'settings of '}${product.toLowerCase()}`,
    })),
  ),
);

/** The API that `largeRoutes` are the table of. */
export const largeApi = 'platform';

/** 790 routes in the shapes that real tables have: literal, parameter, and mixed segments side by side. */
export const largeRoutes: readonly RoutePolicy[] = areas
  .flatMap((area) =>
    collections.flatMap((collection) => routesOf(area, `/api/${area.toLowerCase()}/pvt/${collection}`)),
  )
  .slice(0, 790);

function routesOf(area: string, root: string): RoutePolicy[] {
  return [
    { method: 'GET', path: root, anyOf: [`List${area}`, `View${area}`] },
    { method: 'POST', path: root, anyOf: [`Create${area}`] },
    { method: 'GET', path: `${root}/settings`, anyOf: [`View${area}Settings`, `Change${area}Settings`] },
    { method: 'GET', path: `${root}/{id}`, anyOf: [`View${area}`, `Approve${area}`, `Change${area}`] },
    { method: 'PUT', path: `${root}/{id}`, anyOf: [`Change${area}`] },
    { method: 'DELETE', path: `${root}/{id}`, anyOf: [`Remove${area}`] },
    { method: 'GET', path: `${root}/{id}/history/{entryId}`, anyOf: [`View${area}`, `Export${area}`] },
    { method: 'GET', path: `${root}/{id}/part@{from}@{to}`, anyOf: [`View${area}`] },
  ];
}

/** A path that the template matches; other numbers, another path. */
export function pathFor(template: string, number: number): string {
  return template.replaceAll(/\{[^}]+\}/g, () => `v${number}`);
}
