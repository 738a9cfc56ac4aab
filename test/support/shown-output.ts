import assert from 'node:assert/strict';

/** What is another one in each run: only its form is compared, and with a name also which one it is. */
const varying: readonly { readonly pattern: RegExp; readonly mask: string; readonly isName: boolean }[] = [
  { pattern: /chv_[0-9A-Za-z]{49}/g, mask: '<token>', isName: true },
  { pattern: /appkey-[a-z0-9]+-[A-Z]{6}/g, mask: '<key>', isName: true },
  { pattern: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, mask: '<id>', isName: true },
  { pattern: /#[\w-]{43}\b/g, mask: '#<secret>', isName: true },
  { pattern: /\b[0-9a-f]{64}\b/g, mask: '<mac>', isName: true },
  { pattern: /after \d+ ms/g, mask: 'after <ms>', isName: false },
  { pattern: /127\.0\.0\.1:\d+/g, mask: '<address>', isName: false },
  { pattern: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, mask: '<time>', isName: false },
  { pattern: /\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?/g, mask: '<minute>', isName: false },
];

/**
 * Compares outputs with what a guide shows.
 *
 * A key, id or token that a guide shows twice has to be the same one both times, and two different ones
 * different, so one of these belongs to one run of one guide.
 */
export class ShownOutputs {
  readonly #real = new Map<string, string>();
  readonly #shown = new Map<string, string>();

  /** A text, line by line. A line `…` stands for any number of lines. Throws an `AssertionError` where it differs. */
  compareText(shown: string, actual: string): void {
    const shownLines = linesOf(shown);
    const actualLines = linesOf(actual);
    const pairs = align(shownLines, actualLines);
    if (pairs === null) assert.deepEqual(actualLines.map(masked), shownLines.map(masked));
    for (const [left, right] of pairs ?? []) this.#compareNames(left, right);
  }

  /** JSON, of which fields may be left out. Throws an `AssertionError` where it differs. */
  compareJson(shown: string, actual: string): void {
    this.#compareValue(JSON.parse(shown), JSON.parse(actual), '');
  }

  #compareValue(shown: unknown, actual: unknown, path: string): void {
    if (typeof shown === 'string') {
      assert.equal(typeof actual === 'string' ? masked(actual) : actual, masked(shown), path);
      this.#compareNames(shown, actual as string);
    } else if (Array.isArray(shown)) {
      assert.equal(Array.isArray(actual) && actual.length, shown.length, `length of ${path}`);
      for (const [n, value] of shown.entries()) this.#compareValue(value, (actual as unknown[])[n], `${path}[${n}]`);
    } else if (typeof shown === 'object' && shown !== null) {
      assert.equal(typeof actual === 'object' && actual !== null, true, `${path} is an object`);
      for (const [name, value] of Object.entries(shown)) {
        this.#compareValue(value, (actual as Record<string, unknown>)[name], `${path}.${name}`);
      }
    } else {
      assert.equal(actual, shown, path);
    }
  }

  #compareNames(shown: string, actual: string): void {
    for (const { pattern } of varying.filter(({ isName }) => isName)) {
      const real = actual.match(pattern) ?? [];
      for (const [n, name] of (shown.match(pattern) ?? []).entries()) {
        const value = real[n] ?? '';
        const before = this.#real.get(name) ?? value;
        assert.equal(value, before, `${name} stands for ${before} in this guide`);
        assert.equal(this.#shown.get(value) ?? name, name, `${name} and another one stand for the same`);
        this.#real.set(name, value);
        this.#shown.set(value, name);
      }
    }
  }
}

function linesOf(text: string): string[] {
  return text.trimEnd().split('\n');
}

/** The text with what varies replaced by its form; of a key string the account stays. */
function masked(text: string): string {
  const withAccounts = text.replaceAll(/(appkey-[a-z0-9]+-)[A-Z]{6}/g, (key, start: string) => `${start}:${key}`);
  return varying.reduce((now, { pattern, mask }) => now.replaceAll(pattern, mask), withAccounts).trimEnd();
}

/** Which actual line is meant by which shown one, or `null` when they do not fit. */
function align(shown: readonly string[], actual: readonly string[]): [string, string][] | null {
  const [first, ...rest] = shown;
  if (first === undefined) return actual.length === 0 ? [] : null;
  if (first === '…') {
    for (let skipped = 0; skipped <= actual.length; skipped += 1) {
      const pairs = align(rest, actual.slice(skipped));
      if (pairs !== null) return pairs;
    }
    return null;
  }
  const [line] = actual;
  if (line === undefined || masked(first) !== masked(line)) return null;
  const pairs = align(rest, actual.slice(1));
  return pairs === null ? null : [[first, line], ...pairs];
}
