import type { Socket } from 'node:net';
import type { Decision, DecisionCode, UsageCounter } from '#engine';
import { forwardedFor } from './client-address.ts';
import type { HearingStage } from './gates.ts';
import { type PeerList, peerAddress } from './peers.ts';

export interface CountUseOptions {
  readonly usage: UsageCounter;
  readonly trustedProxies: PeerList;
}

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
export function createCountUse({ usage, trustedProxies }: CountUseOptions) {
  const peerOf = (socket: Socket & { [peer]?: Peer }): Peer => {
    socket[peer] ??= {
      address: peerAddress(socket.remoteAddress),
      isTrusted: trustedProxies.has(socket.remoteAddress),
    };
    return socket[peer];
  };
  const counting =
    (codeOf: (decision: Decision) => DecisionCode): HearingStage =>
    (req, _credentials, decision, trace) => {
      const { address, isTrusted } = peerOf(req.socket);
      usage.count(codeOf(decision), trace, address, isTrusted ? forwardedFor(req.rawHeaders) : '');
    };
  return {
    countUse: counting(({ code }) => code),
    /** Whoever is known has used the key, with a role at home or without: the operation asks for that. */
    countCall: counting((decision) => (isKnownWithoutRole(decision) ? 'allowed' : decision.code)),
  };
}

/** Whether the credential is right although it opens nothing at home: it may elsewhere. */
export function isKnownWithoutRole({ code, user }: Decision): boolean {
  return code === 'no_grant' || (user !== null && code === 'account_inactive');
}
