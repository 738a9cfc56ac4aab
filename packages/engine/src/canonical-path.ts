const slash = 0x2f;
const percent = 0x25;
const questionMark = 0x3f;
const dot = 0x2e;

/** Templates of more segments are refused, so paths need no more to be remembered. */
export const maxSegments = 64;

/** RFC 3986 `pchar` without `;`: the characters that stand for themselves in a segment, by their code. */
const literal = new Uint8Array(128);
/** Never escaped: an escape of one of these is the same URI in another spelling. */
const unreserved = 1;
/** May be escaped, and clients made from a description of an API do it (RFC 6570): `sub-delims`, `:` and `@`. */
const reserved = 2;
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~') {
  literal[character.charCodeAt(0)] = unreserved;
}
for (const character of "!$&'()*+,=:@") literal[character.charCodeAt(0)] = reserved;

/** Never in a path, not even encoded: `/`, `\`, NUL and `%` mean different things to different readers. */
const forbiddenEscapes: ReadonlySet<number> = new Set([0x2f, 0x5c, 0x00, 0x25]);

const escapes = /(?:%[0-9A-F]{2})+/y;

/** The segments of a path, as places in its text; filled by `scanPath` and valid until it is called again. */
export interface PathScan {
  segmentCount: number;
  hasTrailingSlash: boolean;
  /** Some `%XX` could as well stand raw: `undoReservedEscapes` gives the spelling in which texts are compared. */
  hasReservedEscape: boolean;
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
    hasReservedEscape: false,
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
 * Whether a path has exactly one meaning, so that whoever reads it after us reads the same.
 *
 * It is absolute. Its segments are RFC 3986 `pchar` without `;`; none is empty, `.` or `..`. What is
 * percent-encoded is UTF-8 in capitals, and no unreserved character; `/`, `\`, NUL and `%` are not
 * there even encoded. `sub-delims`, `:` and `@` may stand raw or encoded. A slash at the end is fine
 * here; a route decides about it. A query is ignored, a `#` is not. Nothing is ever repaired: a path
 * that is not canonical is denied, and `findPathFault` says why.
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
  scan.hasReservedEscape = false;
  for (let at = 1; ; at++) {
    // The end of the text reads like the beginning of a query.
    const code = at < path.length ? path.charCodeAt(at) : questionMark;
    if (code < literal.length && literal[code] !== 0) {
      hash = hashStep(hash, code);
      continue;
    }
    if (code === percent) {
      const end = endOfEscapes(path, at, scan);
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
function endOfEscapes(path: string, start: number, scan: PathScan): number {
  escapes.lastIndex = start;
  const run = escapes.exec(path)?.[0];
  if (run === undefined) return 0;
  let hasOnlyAscii = true;
  for (let at = 1; at < run.length; at += 3) {
    const byte = Number.parseInt(run.slice(at, at + 2), 16);
    if (byte >= literal.length) hasOnlyAscii = false;
    else if (literal[byte] === unreserved || forbiddenEscapes.has(byte)) return 0;
    else if (literal[byte] === reserved) scan.hasReservedEscape = true;
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

const reservedEscape = /%(?:2[146789ABC]|3[AD]|40)/g;

/** A canonical path or a part of one, with every character raw that may stand raw. Of one meaning there is one such spelling. */
export function undoReservedEscapes(text: string): string {
  return text.replace(reservedEscape, decodeURIComponent);
}

/** Why a path is not canonical, and where. */
export interface PathFault {
  /** The place of the character at fault, counted from 1. */
  readonly place: number;
  /** The rest of a sentence about it. */
  readonly reason: string;
}

/**
 * What keeps a path from being canonical; `null` for one that is. It repeats nothing of the path but one
 * well-formed `%XX`: a path may hold what is not for a log.
 */
export function findPathFault(path: string): PathFault | null {
  if (isCanonicalPath(path)) return null;
  if (path.charCodeAt(0) !== slash) return { place: 1, reason: 'a path begins with "/"' };
  const mark = path.indexOf('?');
  const end = mark === -1 ? path.length : mark;
  for (let at = 0; at < end; at++) {
    const reason = faultAt(path, at);
    if (reason !== null) return { place: at + 1, reason };
  }
  return { place: path.indexOf('#') + 1, reason: hashReason };
}

const hashReason = '"#" is never sent; in a name it is written "%23"';

function faultAt(path: string, at: number): string | null {
  const code = path.charCodeAt(at);
  if (code === slash) return segmentFault(path, at + 1);
  if (code === percent) return escapeFault(path, at);
  if (code < literal.length && literal[code] !== 0) return null;
  if (code === 0x23) return hashReason;
  if (code === 0x3b) return '";" is written "%3B"';
  if (code === 0x5c) return 'a backslash is never in a path';
  return code > 0x20 && code < 0x7f
    ? `"${path.charAt(at)}" is written "${encodeURIComponent(path.charAt(at))}"`
    : 'spaces, control characters and whatever is not ASCII are written as "%XX"';
}

function segmentFault(path: string, start: number): string | null {
  if (path.charCodeAt(start) === slash) return 'two slashes follow each other';
  const [dots] = /^\.\.?(?=[/?]|$)/.exec(path.slice(start, start + 3)) ?? [];
  return dots === undefined ? null : `"${dots}" is no name of a segment`;
}

function escapeFault(path: string, at: number): string | null {
  const shown = path.slice(at, at + 3);
  if (!/^%[0-9A-Fa-f]{2}$/.test(shown)) return 'after "%" come two hexadecimal digits';
  if (shown !== shown.toUpperCase()) return `"${shown}" is written "${shown.toUpperCase()}"`;
  const byte = Number.parseInt(shown.slice(1), 16);
  if (forbiddenEscapes.has(byte)) return `"${shown}" is never in a path: its readers do not agree what it means`;
  if (byte < literal.length) {
    return literal[byte] === unreserved ? `"${shown}" is written "${String.fromCharCode(byte)}"` : null;
  }
  // A character of several bytes is judged at its first: no escape of another byte stands before it.
  if (/^%[89A-Fa-f]/.test(path.slice(Math.max(0, at - 3), at))) return null;
  beyondAscii.lastIndex = at;
  return isUtf8((beyondAscii.exec(path) as RegExpExecArray)[0]) ? null : `what begins with "${shown}" is not UTF-8`;
}

const beyondAscii = /(?:%[89A-Fa-f][0-9A-Fa-f])+/y;
