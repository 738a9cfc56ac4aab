import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where `npm run build` and `npm start` put the pages: in a checkout and in the published package alike. */
const builtFolder = new URL('../../../dist/pages/', import.meta.url);

/** A file of the pages, in every form in which it can be sent. */
export interface BuiltFile {
  readonly mediaType: string;
  readonly plain: Buffer;
  readonly gzip: Buffer | undefined;
  readonly brotli: Buffer | undefined;
  /** Of what is in it, the same for every form. */
  readonly hash: string;
}

export interface BuiltPages {
  /** The one document, for every address of the pages. */
  readonly index: BuiltFile;
  /** By their name below `assets/`; the name of each holds a hash of its content. */
  readonly assets: ReadonlyMap<string, BuiltFile>;
  readonly policy: string;
}

const mediaTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/**
 * Reads the built pages into memory, once: what is not in the folder then cannot be asked for later, whatever an
 * address says. `undefined` when they were not built.
 */
export function readBuiltPages(folder: URL = builtFolder): BuiltPages | undefined {
  const index = readBuiltFile(folder, 'index.html');
  if (index === undefined) return undefined;
  const { styleHash } = JSON.parse(readFileSync(new URL('build.json', folder), 'utf8')) as { styleHash: string };
  const assets = new Map<string, BuiltFile>();
  for (const name of readdirSync(new URL('assets/', folder))) {
    const file = readBuiltFile(folder, join('assets', name));
    if (file !== undefined) assets.set(name, file);
  }
  return { index, assets, policy: policyOf(styleHash) };
}

function readBuiltFile(folder: URL, path: string): BuiltFile | undefined {
  const mediaType = mediaTypes[path.slice(path.lastIndexOf('.') + 1)];
  if (mediaType === undefined) return undefined;
  const plain = readIfThere(new URL(path, folder));
  if (plain === undefined) return undefined;
  return {
    mediaType,
    plain,
    gzip: readIfThere(new URL(`${path}.gz`, folder)),
    brotli: readIfThere(new URL(`${path}.br`, folder)),
    hash: createHash('sha256').update(plain).digest('base64url').slice(0, 22),
  };
}

function readIfThere(file: URL): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Scripts, styles and fonts from here and nowhere else; no text becomes a script (CSP3, Trusted Types). */
function policyOf(styleHash: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' '${styleHash}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}
