import type { Resource } from '../../api/api-types.ts';
import { plainText } from '../../text/plain-text.ts';

export interface Category {
  readonly title: string;
  readonly resources: readonly Resource[];
}

export interface Product {
  readonly title: string;
  readonly categories: readonly Category[];
  /** The keys of all its resources, each once. */
  readonly keys: readonly string[];
}

/** Resources by product and category, as names are sorted; one that stands in several places is in each of them. */
export function groupByProduct(resources: readonly Resource[]): readonly Product[] {
  const placed = resources.flatMap((resource) => resource.places.map((place) => ({ ...place, resource })));
  return [...Map.groupBy(placed, ({ product }) => product)]
    .map(([title, ofProduct]) => ({
      title,
      categories: [...Map.groupBy(ofProduct, ({ category }) => category)]
        .map(([category, entries]) => ({
          title: category,
          resources: entries.map(({ resource }) => resource).sort((a, b) => a.name.localeCompare(b.name)),
        }))
        .sort((a, b) => a.title.localeCompare(b.title)),
      keys: [...new Set(ofProduct.map(({ resource }) => resource.key))],
    }))
    .sort((a, b) => a.title.localeCompare(b.title));
}

/** Those of which name, key or description contain every word of the search, whatever the case and accents. */
export function findResources(resources: readonly Resource[], search: string): readonly Resource[] {
  const words = plainText(search).split(/\s+/);
  return resources.filter(({ name, key, description }) => {
    const text = plainText(`${name} ${key} ${description ?? ''}`);
    return words.every((word) => text.includes(word));
  });
}

/** The resources of these keys; one that the installation does not know any more is shown by its key. */
export function resourcesOf(keys: readonly string[], byKey: ReadonlyMap<string, Resource>): readonly Resource[] {
  return keys.map(
    (key) =>
      byKey.get(key) ?? {
        key,
        name: key,
        description: null,
        places: [{ product: '–', category: '–' }],
        isManagementRight: false,
      },
  );
}
