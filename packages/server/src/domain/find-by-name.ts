import { textKey } from './text-key.ts';

/**
 * Finds what has a name: exactly this one, or else one that looks the same. Where several look the same, which
 * can be of an earlier time, only the exact name says which is meant.
 */
export function findByName<T extends { readonly name: string }>(things: readonly T[]): (name: string) => T | undefined {
  const exact = new Map(things.map((thing) => [thing.name, thing]));
  const alike = Map.groupBy(things, (thing) => textKey(thing.name));
  return (name) => {
    const found = exact.get(name);
    if (found !== undefined) return found;
    const [only, ...more] = alike.get(textKey(name)) ?? [];
    return more.length === 0 ? only : undefined;
  };
}
