/** A place in the tree of addresses, after some segments. */
interface Place<T> {
  readonly fixed: Map<string, Place<T>>;
  /** Where any segment leads that is not in `fixed`. */
  any?: Place<T>;
  /** What stands at everything below. */
  below?: Leaf<T>;
  leaf?: Leaf<T>;
}

interface Leaf<T> {
  readonly template: string;
  readonly names: readonly string[];
  readonly value: T;
}

export interface FoundAddress<T> {
  /** Such as `/keys/{key}`. */
  readonly template: string;
  readonly params: Readonly<Record<string, string>>;
  readonly value: T;
}

/** Longer than any id, so that what is too long to exist is answered like what does not exist. */
const longestParam = 500;

/**
 * What stands at which address. A template has fixed segments and `{parameters}`, and may end with `*`, which is everything
 * below. Fixed segments go before parameters; a parameter is never empty, and holds no slash that was not escaped.
 */
export class Addresses<T> {
  readonly #root: Place<T> = { fixed: new Map() };

  /** Throws when two things would stand at one address. */
  add(template: string, value: T): void {
    const names: string[] = [];
    let place = this.#root;
    for (const segment of template.split('/').slice(1)) {
      if (segment === '*') {
        place.below = { template, names, value };
        return;
      }
      const [, name] = /^\{(\w+)\}$/.exec(segment) ?? [];
      if (name !== undefined) {
        names.push(name);
        place.any ??= { fixed: new Map() };
        place = place.any;
        continue;
      }
      let next = place.fixed.get(segment);
      if (next === undefined) {
        next = { fixed: new Map() };
        place.fixed.set(segment, next);
      }
      place = next;
    }
    if (place.leaf !== undefined) throw new Error(`Two things stand at ${template}.`);
    place.leaf = { template, names, value };
  }

  /** @param segments of the path, without escapes: `['keys', 'x']` of `/keys/x` */
  find(segments: readonly string[]): FoundAddress<T> | undefined {
    const values: string[] = [];
    const leaf = findLeaf(this.#root, segments, 0, values);
    if (leaf === undefined) return undefined;
    const params = Object.fromEntries(leaf.names.map((name, index) => [name, values[index] as string]));
    return { template: leaf.template, params, value: leaf.value };
  }
}

/** Leaves in `values` what the parameters are. */
function findLeaf<T>(place: Place<T>, segments: readonly string[], at: number, values: string[]): Leaf<T> | undefined {
  if (at === segments.length) return place.leaf;
  const segment = segments[at] as string;
  const next = place.fixed.get(segment);
  const found = next && findLeaf(next, segments, at + 1, values);
  if (found !== undefined) return found;
  if (place.any !== undefined && segment !== '' && segment.length <= longestParam) {
    values.push(segment);
    const leaf = findLeaf(place.any, segments, at + 1, values);
    if (leaf !== undefined) return leaf;
    values.pop();
  }
  return place.below;
}
