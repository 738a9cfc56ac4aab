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

/**
 * Resources by product and category, as names are sorted; one that stands in several places is in each of them. Names
 * that differ by case or accents alone, as "OMS access" and "OMS Access" in files of several hands, are one.
 */
export function groupByProduct(resources: readonly Resource[]): readonly Product[] {
  const placed = resources.flatMap((resource) => resource.places.map((place) => ({ ...place, resource })));
  return groupByName(placed, ({ product }) => product)
    .map(([title, ofProduct]) => ({
      title,
      categories: groupByName(ofProduct, ({ category }) => category)
        .map(([category, entries]) => ({
          title: category,
          resources: [...new Set(entries.map(({ resource }) => resource))].sort((a, b) => a.name.localeCompare(b.name)),
        }))
        .sort((a, b) => a.title.localeCompare(b.title)),
      keys: [...new Set(ofProduct.map(({ resource }) => resource.key))],
    }))
    .sort((a, b) => a.title.localeCompare(b.title));
}

/** What has a name in common, whatever its case and accents, with that name as most write it. */
function groupByName<T>(all: readonly T[], nameOf: (each: T) => string): [string, T[]][] {
  return [...Map.groupBy(all, (each) => plainText(nameOf(each))).values()].map((alike) => {
    const spellings = [...Map.groupBy(alike, nameOf)];
    const [[name]] = spellings.sort(([, some], [, others]) => others.length - some.length) as [[string, T[]]];
    return [name, alike];
  });
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
