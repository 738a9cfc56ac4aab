import { ChaveiroError } from '../../domain/errors.ts';

/**
 * Lets a change that a cookie vouches for through only when our own page has sent it, or no browser has.
 *
 * Browsers add cookies to what another site makes them send. `Sec-Fetch-Site` says where a request comes
 * from, and no page can set it (W3C Fetch Metadata). Browsers without it say it by `Origin`; and what has
 * neither, and nothing else that browsers send, is no browser and was made by whoever has the cookie.
 *
 * Throws `cross_site_request`.
 */
export function checkSameOrigin(rawHeaders: readonly string[], own: ReadonlySet<string>): void {
  const sites: string[] = [];
  const origins: string[] = [];
  let looksLikeBrowser = false;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase();
    const value = rawHeaders[i + 1] as string;
    if (name === 'sec-fetch-site') sites.push(value);
    else if (name === 'origin') origins.push(value);
    else looksLikeBrowser ||= isBrowserMark(name, value);
  }
  const isFine =
    sites.length > 0
      ? sites.length === 1 && (sites[0] === 'same-origin' || sites[0] === 'none')
      : origins.length > 0
        ? origins.length === 1 && own.has(origins[0] as string)
        : !looksLikeBrowser;
  if (isFine) return;
  throw new ChaveiroError(
    'cross_site_request',
    'With a credential in a cookie, only a page of this server changes something, or a client that is no browser.',
  );
}

/** `Sec-Fetch-Mode` alone marks none: browsers send it beside `Sec-Fetch-Site`, and Node without. */
function isBrowserMark(name: string, value: string): boolean {
  if (name === 'user-agent') return value.includes('Mozilla/');
  return name === 'referer' || name === 'upgrade-insecure-requests' || name.startsWith('sec-ch-');
}
