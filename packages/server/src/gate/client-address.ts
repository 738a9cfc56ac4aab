import { isIP } from 'node:net';
import { headerName, isHeader } from '#engine';
import type { Logger } from '../observability/logger.ts';
import { createPeerList, type PeerList, peerAddress, plainAddress } from './peers.ts';

const forwardedForHeader = headerName('X-Forwarded-For');

/** Where a call came from. */
export interface ClientAddress {
  readonly address: string;
  /** A trusted proxy named it; otherwise it is the address of the peer itself. */
  readonly isNamedByProxy: boolean;
}

/** Whose `X-Forwarded-For` is believed. */
export interface TrustedProxies extends PeerList {
  /** One of them has written something that is no address. */
  readonly onUnreadable?: () => void;
}

/** Says once in the log when a proxy is not understood: all its clients are one then, and nothing else would show it. */
export function createTrustedProxies(entries: readonly string[], logger: Logger): TrustedProxies {
  let isTold = false;
  return {
    ...createPeerList(entries),
    onUnreadable: () => {
      if (isTold) return;
      isTold = true;
      // Not what it has written: a client may have.
      logger.warn(
        'a proxy of CHAVEIRO_TRUSTED_PROXIES sends an X-Forwarded-For that holds something else than addresses, so the ' +
          'proxy itself counts as the client: let it write addresses, with or without ports',
      );
    },
  };
}

/**
 * The client's address, for the audit log and for limits, never for a permission.
 *
 * `X-Forwarded-For` counts only when the peer is a trusted proxy. It is read from its end, where our
 * own proxies wrote; the first address that is not one of them is the client's. What stands before it
 * the client may have written itself.
 */
export function clientAddress(
  trustedProxies: TrustedProxies,
  peer: string | undefined,
  rawHeaders: readonly string[],
): ClientAddress {
  const own = peerAddress(peer);
  if (!trustedProxies.has(peer)) return { address: own, isNamedByProxy: false };
  return clientBehind(trustedProxies, own, forwardedFor(rawHeaders));
}

/** The client as a trusted proxy names it, from what `forwardedFor` read; the proxy itself when it names nobody. */
export function clientBehind(trustedProxies: TrustedProxies, proxy: string, forwarded: string): ClientAddress {
  const own = { address: proxy, isNamedByProxy: false };
  for (const each of forwarded.split(',').reverse()) {
    const hop = each.trim();
    // An empty element of a list says nothing (RFC 9110, section 5.6.1).
    if (hop === '') continue;
    const address = addressOfHop(hop);
    // A proxy that writes something else than addresses is not understood: then nothing is believed.
    if (address === undefined) {
      trustedProxies.onUnreadable?.();
      return own;
    }
    if (!trustedProxies.has(address)) return { address, isNamedByProxy: true };
  }
  return own;
}

const inBrackets = /^\[(.*)\](?::\d{1,5})?$/;
const withPort = /^([\d.]+):\d{1,5}$/;

/** The one spelling of an address that may have a port, as some proxies write it; `undefined` for what is none. */
function addressOfHop(hop: string): string | undefined {
  const bracketed = inBrackets.exec(hop)?.[1];
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? plainAddress(bracketed) : undefined;
  const address = withPort.exec(hop)?.[1] ?? hop;
  return isIP(address) === 0 ? undefined : plainAddress(address);
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
