import { isIP } from 'node:net';
import { headerName, isHeader } from './header-name.ts';
import { type PeerList, peerAddress } from './peers.ts';

const forwardedForHeader = headerName('X-Forwarded-For');

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
  const own = peerAddress(peer);
  if (!trustedProxies.has(peer)) return { address: own, isNamedByProxy: false };
  return clientBehind(trustedProxies, own, forwardedFor(rawHeaders));
}

/** The client as a trusted proxy names it, from what `forwardedFor` read; the proxy itself when it names nobody. */
export function clientBehind(trustedProxies: PeerList, proxy: string, forwarded: string): ClientAddress {
  const own = { address: proxy, isNamedByProxy: false };
  if (forwarded === '') return own;
  for (const each of forwarded.split(',').reverse()) {
    const hop = each.trim();
    // A proxy that writes something else than addresses is not understood: then nothing is believed.
    if (isIP(hop) === 0) return own;
    const address = peerAddress(hop);
    if (!trustedProxies.has(address)) return { address, isNamedByProxy: true };
  }
  return own;
}

/** All `X-Forwarded-For` headers as one: several mean one list (RFC 9110, section 5.3). Empty when there is none. */
export function forwardedFor(rawHeaders: readonly string[]): string {
  let all = '';
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length !== forwardedForHeader.lower.length || !isHeader(name, forwardedForHeader)) continue;
    const value = rawHeaders[i + 1] as string;
    all = all === '' ? value : `${all},${value}`;
  }
  return all;
}
