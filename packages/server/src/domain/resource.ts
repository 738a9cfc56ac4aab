import { isOneLine, lengthOf, problemOfText } from './short-text.ts';

/** Where a resource is shown. A resource may have several places; the first is the one it came with. */
export interface ResourcePlace {
  readonly product: string;
  readonly category: string;
}

/** One permission. It is its key, exact to the byte and unique in the installation. */
export interface Resource {
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  readonly places: readonly ResourcePlace[];
}

/** Whether a resource could have this key: whatever else is asked for does not exist. */
export function isResourceKey(key: string): boolean {
  return key !== '' && lengthOf(key) <= 200 && isOneLine(key);
}

/** What keeps a text from being the key of a new resource, as the rest of a sentence. Spaces count, also at the end. */
export function problemOfResourceKey(key: string): string | undefined {
  return problemOfText(key, 200);
}
