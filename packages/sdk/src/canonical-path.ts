const slash = 0x2f;
const percent = 0x25;
const questionMark = 0x3f;
const dot = 0x2e;

/** Templates of more segments are refused, so paths need no more to be remembered. */
export const maxSegments = 64;

/** 1 for the characters that stand for themselves in a segment: RFC 3986 `pchar` without `;`. */
const literal = new Uint8Array(128);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@") {
  literal[character.charCodeAt(0)] = 1;
}

/** Never in a path, not even encoded: `/`, `\`, NUL and `%` mean different things to different readers. */
const forbiddenEscapes: ReadonlySet<number> = new Set([0x2f, 0x5c, 0x00, 0x25]);

const escapes = /(?:%[0-9A-F]{2})+/y;

/** The segments of a path, as places in its text; filled by `scanPath` and valid until it is called again. */
export interface PathScan {
  segmentCount: number;
  hasTrailingSlash: boolean;
  /** Of the first `maxSegments` segments: the first character, the one after the last, and `hashSegment`. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly hashes: Int32Array;
}

/** A scan to be filled again and again. */
export function newPathScan(): PathScan {
  return {
    segmentCount: 0,
    hasTrailingSlash: false,
    starts: new Int32Array(maxSegments),
    ends: new Int32Array(maxSegments),
    hashes: new Int32Array(maxSegments),
  };
}

/** The hash that `scanPath` computes of a segment. */
export function hashSegment(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = hashStep(hash, text.charCodeAt(at));
  return hash;
}

/** As cheap as can be, for it runs on every character; whoever uses the hash compares the text as well. */
function hashStep(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0;
}

/**
 * Whether a path has exactly one spelling, so that whoever reads it after us reads the same.
 *
 * It is absolute. Its segments are RFC 3986 `pchar` without `;`; none is empty, `.` or `..`. What is
 * percent-encoded is UTF-8 in capitals, and had to be encoded; `/`, `\`, NUL and `%` are not there
 * even encoded. A slash at the end is fine here; a route decides about it. A query is ignored, a
 * `#` is not. Nothing is ever repaired: a path that is not canonical is denied.
 */
export function isCanonicalPath(path: string): boolean {
  return scanPath(path, isCanonicalScan);
}

const isCanonicalScan = newPathScan();

/** `isCanonicalPath`, and where the segments are. */
export function scanPath(path: string, scan: PathScan): boolean {
  if (path.charCodeAt(0) !== slash) return false;
  let count = 0;
  let start = 1;
  let hash = 0;
  for (let at = 1; ; at++) {
    // The end of the text reads like the beginning of a query.
    const code = at < path.length ? path.charCodeAt(at) : questionMark;
    if (code < literal.length && literal[code] === 1) {
      hash = hashStep(hash, code);
      continue;
    }
    if (code === percent) {
      const end = endOfEscapes(path, at);
      if (end === 0) return false;
      for (; at < end; at++) hash = hashStep(hash, path.charCodeAt(at));
      at--;
      continue;
    }
    if (code !== slash && code !== questionMark) return false;
    const isEnd = code === questionMark;
    if (at > start) {
      if (isDots(path, start, at)) return false;
      if (count < maxSegments) {
        scan.starts[count] = start;
        scan.ends[count] = at;
        scan.hashes[count] = hash;
      }
      count++;
    } else if (!isEnd) return false;
    if (isEnd) {
      scan.segmentCount = count;
      scan.hasTrailingSlash = at === start;
      return at >= path.length || !path.includes('#', at);
    }
    start = at + 1;
    hash = 0;
  }
}

function isDots(path: string, start: number, end: number): boolean {
  if (path.charCodeAt(start) !== dot) return false;
  return end - start === 1 || (end - start === 2 && path.charCodeAt(start + 1) === dot);
}

/** Where a run of `%XX` ends, or 0 when one of them should not be there. */
function endOfEscapes(path: string, start: number): number {
  escapes.lastIndex = start;
  const run = escapes.exec(path)?.[0];
  if (run === undefined) return 0;
  let hasOnlyAscii = true;
  for (let at = 1; at < run.length; at += 3) {
    const byte = Number.parseInt(run.slice(at, at + 2), 16);
    if (byte >= literal.length) hasOnlyAscii = false;
    else if (literal[byte] === 1 || forbiddenEscapes.has(byte)) return 0;
  }
  return hasOnlyAscii || isUtf8(run) ? start + run.length : 0;
}

function isUtf8(run: string): boolean {
  try {
    decodeURIComponent(run);
    return true;
  } catch {
    return false;
  }
}
