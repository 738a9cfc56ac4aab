import type { IncomingMessage } from 'node:http';
import type { BuiltFile, BuiltPages } from './built-pages.ts';
import { missingPage } from './missing-page.ts';

/** Where all addresses of the pages begin. */
export const pagesPath = '/admin';

/** What answers a reading of an address of the pages. */
export interface PageAnswer {
  readonly status: 200 | 304 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** What a browser says of what it has and takes. */
export interface PageRequest {
  /** The path after `/admin`, without query: empty, or beginning with a slash. */
  readonly path: string;
  readonly acceptEncoding: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

const pageHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex',
  Vary: 'Accept-Encoding',
};

const assetsPath = '/assets/';

/** A file whose name says what is in it never changes. */
const forEver = 'public, max-age=31536000, immutable';

/**
 * Answers an address of the pages: a built file, or for every other address the one document, whose script knows
 * what stands there. `undefined` when there is no such file.
 */
export function answerPage(pages: BuiltPages | undefined, request: PageRequest): PageAnswer | undefined {
  if (pages === undefined) {
    const { headers, body } = missingPage;
    return { status: 503, headers: { ...pageHeaders, ...headers }, body };
  }
  const isAsset = request.path.startsWith(assetsPath);
  const file = isAsset ? pages.assets.get(request.path.slice(assetsPath.length)) : pages.index;
  if (file === undefined) return undefined;
  const caching = isAsset ? forEver : 'no-cache';
  const { body, encoding } = chooseForm(file, request.acceptEncoding);
  // Each form of a file is a representation of its own, with its own tag: RFC 9110, section 8.8.3.3.
  const etag = `"${file.hash}${encoding === undefined ? '' : `-${encoding}`}"`;
  const headers: Record<string, string> = {
    ...pageHeaders,
    'Cache-Control': caching,
    'Content-Security-Policy': pages.policy,
    ETag: etag,
  };
  if (hasMatch(request.ifNoneMatch, etag)) return { status: 304, headers, body: undefined };
  headers['Content-Type'] = file.mediaType;
  if (encoding !== undefined) headers['Content-Encoding'] = encoding;
  return { status: 200, headers, body };
}

function chooseForm(file: BuiltFile, acceptEncoding = ''): { body: Buffer; encoding: 'br' | 'gzip' | undefined } {
  // `q=0` refuses; who says that of these is no browser, and gets what everybody can read.
  const takes = (coding: string) =>
    new RegExp(`(^|,)\\s*${coding}\\s*(;\\s*q=(1|0?[.][0-9]*[1-9])[^,]*)?(,|$)`, 'i').test(acceptEncoding);
  if (file.brotli !== undefined && takes('br')) return { body: file.brotli, encoding: 'br' };
  if (file.gzip !== undefined && takes('gzip')) return { body: file.gzip, encoding: 'gzip' };
  return { body: file.plain, encoding: undefined };
}

/** RFC 9110, section 13.1.2; a proxy may have made the tag a weak one. */
function hasMatch(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
}

/** Whether somebody reads the answer in a window, and not a script: a browser that goes to an address names HTML. */
export function wantsPage({ method, headers }: IncomingMessage): boolean {
  const isReading = method === 'GET' || method === 'HEAD';
  const namesHtml = /(^|[,\s])text\/html\s*(;|,|$)/i.test(headers.accept ?? '');
  return isReading && namesHtml && headers['sec-fetch-dest'] !== 'empty';
}
