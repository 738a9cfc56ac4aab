import { readFileSync } from 'node:fs';
import { hashSource, type StaticPage } from '../static-page.ts';

/** Where a link leads; `{link}` is its id, which the page reads from its own address. */
export const linkPagePath = '/credentials/{link}';

/**
 * The page behind every single-access link: the same bytes for each, so that it tells nothing, and
 * nothing happens until somebody presses its button. The secret is in the fragment of the address,
 * which browsers do not send; the page decrypts by itself.
 *
 * Style and script stand in the page and are allowed by their hashes: it loads nothing else, and
 * connects only to the server that it came from.
 */
export function readLinkPage(): StaticPage {
  // Without indentation and comments, a fourth of it, the page is as good.
  const read = (name: string) =>
    readFileSync(new URL(`./page/${name}`, import.meta.url), 'utf8')
      .replaceAll(/^ +/gm, '')
      .replaceAll(/^(\/\/.*|\/\*\*.*\*\/)?\n/gm, '');
  const style = read('page.css')
    .replaceAll(/\s*([{};:,])\s*/g, '$1')
    .replaceAll(';}', '}');
  // Texts, which every second part is, stay as they are; elsewhere a space beside a sign is for people.
  const script = read('page.js')
    .replaceAll(/' \+\n'/g, '')
    .replaceAll(/([{(,;])\n/g, '$1')
    .split(/('[^'\n]*'|`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replaceAll(/ ?([=+{}()[\],:;?&|!]) ?/g, '$1').replaceAll(';}', '}')))
    .join('');
  const body = read('page.html')
    .replace('<link rel="stylesheet" href="page.css" />', () => `<style>${style}</style>`)
    .replace('<script src="page.js"></script>', () => `<script>${script}</script>`);
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ];
  return {
    body,
    headers: {
      'Content-Security-Policy': policy.join('; '),
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'X-Robots-Tag': 'noindex',
    },
  };
}
