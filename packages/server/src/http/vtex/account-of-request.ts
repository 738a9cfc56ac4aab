import type { IncomingMessage } from 'node:http';
import { ChaveiroError } from '../../domain/errors.ts';

/**
 * The account that a request names: `?an=`, or the first label of `Host` under the base domain; `null` when it
 * names none.
 *
 * Throws `invalid_request` when `an` or `Host` comes twice, when `Host` is none, or one says something else than the other:
 * then somebody on the way may have taken the other one.
 *
 * @param baseDomain such as `keys.example.com`; `null` when hosts name no accounts
 */
export function accountOfRequest(
  req: Pick<IncomingMessage, 'rawHeaders'>,
  query: unknown,
  baseDomain: string | null,
): string | null {
  const { an } = query as { an?: unknown };
  if (Array.isArray(an)) throw ambiguous('"an" may be given once.');
  const inQuery = typeof an === 'string' && an !== '' ? an : null;
  const inHost = baseDomain === null ? null : accountInHost(hostOf(req.rawHeaders), baseDomain);
  if (inQuery !== null && inHost !== null && inQuery !== inHost) {
    throw ambiguous(`"an" names another account than the host, which names ${inHost}: leave one of them out.`);
  }
  return inQuery ?? inHost;
}

function ambiguous(detail: string): ChaveiroError {
  return new ChaveiroError('invalid_request', detail, { field: 'an' });
}

/** Node keeps the first of several, so that whoever looks at `headers` may decide by another than a proxy did. */
function hostOf(rawHeaders: readonly string[]): string {
  const hosts = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === 'host');
  if (hosts.length > 1)
    throw new ChaveiroError('invalid_request', 'The header Host may be sent once.', { field: 'Host' });
  return hosts[0] ?? '';
}

/** Names or IPv4 with labels, or an IPv6 address, and a port; RFC 9110, section 7.2. The root's dot may end a name. */
const hostForm = /^(?:([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?|\[[0-9a-f:.]+\])?(?::[0-9]*)?$/i;

/** Throws `invalid_request` for what is no host: another reader could take it for one that names an account. */
function accountInHost(host: string, baseDomain: string): string | null {
  const form = hostForm.exec(host);
  if (form === null) {
    throw new ChaveiroError('invalid_request', 'The header Host is not a name with at most one port.', {
      field: 'Host',
    });
  }
  const name = form[1]?.toLowerCase() ?? '';
  if (!name.endsWith(`.${baseDomain}`)) return null;
  return name.slice(0, -baseDomain.length - 1);
}
