import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** Fonts and pictures are compressed as they are. */
const isText = /[.](html|js|css|svg)$/;

/** What the server has to know of the build, beside its files. */
interface BuildFacts {
  /** Of the one style that stands in the page and not in a file: CSP3, section 2.3.1. */
  readonly styleHash: string;
}

/** Makes what the server hands out as it is: each text also compressed, as small as it gets. */
export function servedFiles(): Plugin {
  let folder = '';
  return {
    name: 'served-files',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    generateBundle() {
      const facts: BuildFacts = { styleHash: hashOf(pressableStyle()) };
      this.emitFile({ type: 'asset', fileName: 'build.json', source: JSON.stringify(facts) });
    },
    async writeBundle(_options, bundle) {
      const names = Object.keys(bundle).filter((name) => isText.test(name));
      await Promise.all(names.map((name) => compressFile(join(folder, name))));
    },
  };
}

async function compressFile(path: string): Promise<void> {
  const bytes = await readFile(path);
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
  await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, best));
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/**
 * The style that React Aria puts into the page's head. It is a text in its sources and nowhere by itself, so it is
 * taken from there; when the sources change, the build fails here instead of the page in somebody's browser.
 */
function pressableStyle(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('react-aria-components'));
  const file = join(require.resolve('react-aria/package.json'), '../dist/private/interactions/usePress.mjs');
  const source = readFileSync(file, 'utf8');
  const attribute = /PRESSABLE_ATTRIBUTE = '([\w-]+)'/.exec(source)?.[1];
  const template = /style[.]textContent = `([^`]*)`[.]trim\(\)/.exec(source)?.[1];
  if (attribute === undefined || template === undefined) {
    throw new Error(`${file} has no static style any more: see whether the policy of the pages still needs its hash`);
  }
  return template.replace(/\$\{[^}]*\}/, attribute).trim();
}
