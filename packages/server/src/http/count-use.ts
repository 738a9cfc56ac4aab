import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Decision, DecisionCode, UsageCounter } from '@chaveiro/sdk';
import { forwardedFor } from './client-address.ts';
import { type PeerList, peerAddress } from './peers.ts';

/** Counts a decision as use of its key; `code` when it counts as something else than it says. */
export type CountUse = (req: IncomingMessage, decision: Decision, code?: DecisionCode) => void;

/** What a connection's other end is, looked up once: it cannot change while it is open. */
interface Peer {
  readonly address: string;
  readonly isTrusted: boolean;
}

const peer = Symbol('peer');

/**
 * Counts with where the request came from. What a trusted proxy says is only noted: it is read when
 * the batch is written, for of all the requests of a key in a batch only the last one's is of interest.
 */
export function createCountUse(usage: UsageCounter, trustedProxies: PeerList): CountUse {
  const peerOf = (socket: Socket & { [peer]?: Peer }): Peer => {
    socket[peer] ??= {
      address: peerAddress(socket.remoteAddress),
      isTrusted: trustedProxies.has(socket.remoteAddress),
    };
    return socket[peer];
  };
  return (req, decision, code) => {
    const { address, isTrusted } = peerOf(req.socket);
    usage.count(decision, address, isTrusted ? forwardedFor(req.rawHeaders) : '', code);
  };
}
