import { textKey } from '../../domain/text-key.ts';

/**
 * Compatibility forms can make a label eighteen times longer, and an entry of a PostgreSQL index
 * holds 2,704 bytes. 300 UTF-16 units, at most 900 bytes, are all of any label of 100 characters
 * without such forms (a Korean syllable becomes three).
 */
const maxUnits = 300;

/** What labels are sorted by. */
export function labelKey(label: string): string {
  const key = textKey(label);
  if (key.length <= maxUnits) return key;
  const cut = key.slice(0, maxUnits);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** What a search looks through: label and key string, apart from each other. */
export function searchText(label: string, appKey: string): string {
  return `${labelKey(label)}\n${textKey(appKey)}`;
}
