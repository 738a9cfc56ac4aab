import { isIP } from 'node:net';
import { type PeerList, peerAddress } from './peers.ts';

/** Where a call came from. */
export interface ClientAddress {
  readonly address: string;
  /** A trusted proxy named it; otherwise it is the address of the peer itself. */
  readonly isNamedByProxy: boolean;
}

/**
 * The client's address, for the audit log and for limits, never for a permission.
 *
 * `X-Forwarded-For` counts only when the peer is a trusted proxy. It is read from its end, where our
 * own proxies wrote; the first address that is not one of them is the client's. What stands before it
 * the client may have written itself.
 */
export function clientAddress(
  trustedProxies: PeerList,
  peer: string | undefined,
  rawHeaders: readonly string[],
): ClientAddress {
  const own = { address: peerAddress(peer), isNamedByProxy: false };
  if (!trustedProxies.has(peer)) return own;
  const hops = forwardedFor(rawHeaders);
  for (let hop = hops.pop(); hop !== undefined; hop = hops.pop()) {
    // A proxy that writes something else than addresses is not understood: then nothing is believed.
    if (isIP(hop) === 0) return own;
    const address = peerAddress(hop);
    if (!trustedProxies.has(address)) return { address, isNamedByProxy: true };
  }
  return own;
}

/** All hops of all `X-Forwarded-For` headers, in order: several headers mean one list (RFC 9110, section 5.3). */
function forwardedFor(rawHeaders: readonly string[]): string[] {
  const hops: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length !== 15 || name.toLowerCase() !== 'x-forwarded-for') continue;
    for (const hop of (rawHeaders[i + 1] as string).split(',')) hops.push(hop.trim());
  }
  return hops;
}
