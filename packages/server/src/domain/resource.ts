import { isOneLine, lengthOf } from './short-text.ts';

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

/** Whether a resource could have this key: 1 to 200 characters on one line. Spaces count, also at the end. */
export function isResourceKey(key: string): boolean {
  return key !== '' && lengthOf(key) <= 200 && isOneLine(key);
}
