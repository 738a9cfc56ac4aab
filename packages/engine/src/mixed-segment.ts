const percent = 0x25;

/**
 * Whether the characters from `start` to `end` are the texts, in order, with at least one character
 * for each parameter between, before or after them.
 *
 * Taking the leftmost place for each inner text is enough: what can follow a later one can also
 * follow an earlier one. So there is nothing to try again, and the work is linear in the segment.
 */
export function matchesMixed(path: string, start: number, end: number, texts: readonly string[]): boolean {
  const last = texts.length - 1;
  const first = texts[0] as string;
  if (!path.startsWith(first, start)) return false;
  const suffix = texts[last] as string;
  const suffixStart = end - suffix.length;
  let at = start + first.length;
  for (let number = 1; number < last; number++) {
    const text = texts[number] as string;
    const found = findText(path, text, at + 1, suffixStart);
    if (found < 0) return false;
    at = found + text.length;
  }
  return at < suffixStart && path.startsWith(suffix, suffixStart) && isCharacterStart(path, suffixStart);
}

function findText(path: string, text: string, from: number, end: number): number {
  for (let at = from; at + text.length <= end; at++) {
    if (path.startsWith(text, at) && isCharacterStart(path, at)) return at;
  }
  return -1;
}

/**
 * Whether a place in a canonical path is not inside `%XX`. The `F` of `%AF` is no letter of the
 * path: whoever decodes it later does not see one, so neither may a template.
 */
function isCharacterStart(path: string, at: number): boolean {
  return path.charCodeAt(at - 1) !== percent && path.charCodeAt(at - 2) !== percent;
}
