import type { IncomingMessage } from 'node:http';
import { readCredentials } from '#engine';
import type { CallSource, UserActor } from '../../domain/actor.ts';
import { errorCodes } from '../../domain/error-codes.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { networkOf } from '../../domain/network-of.ts';
import { clientAddress } from '../../gate/client-address.ts';
import { createFailureLimit } from '../../gate/failure-limit.ts';
import type { PeerList } from '../../gate/peers.ts';
import { sourceOf } from '../authenticate.ts';
import type { BrowserSessions } from './credentials.ts';
import type { SessionCall, SessionRouteDescription } from './route.ts';

/** What is known of a call before its body is read. */
type BegunCall = Pick<SessionCall, 'source' | 'actor' | 'session' | 'device' | 'cookies' | 'sourceLimit'>;

/** Throws the code that says why a call goes no further. */
export type SessionCalls = (req: IncomingMessage, route: SessionRouteDescription) => Promise<BegunCall>;

/** Wrong passwords allowed in 10 s, whatever the addresses: of one client, and of a peer that may speak for many. */
const wrongPasswordsOfClient = 20;
const wrongPasswordsOfPeer = 100;

interface SessionCallOptions {
  readonly trustedProxies: PeerList;
  readonly clock: () => number;
  readonly sessions: BrowserSessions;
}

export function createSessionCalls({ trustedProxies, clock, sessions }: SessionCallOptions): SessionCalls {
  const ofClients = createFailureLimit(wrongPasswordsOfClient);
  const ofPeers = createFailureLimit(wrongPasswordsOfPeer);

  function limitOf(req: IncomingMessage) {
    const { address, isNamedByProxy } = clientAddress(trustedProxies, req.socket.remoteAddress, req.rawHeaders);
    return { failures: isNamedByProxy ? ofClients : ofPeers, place: networkOf(address) };
  }

  return async (req, { caller, method }) => {
    const { rawHeaders } = req;
    // Also where nobody is signed in yet: no other site signs somebody in, or opens a link for them.
    if (method !== 'GET') sessions.checkSameOrigin(rawHeaders);
    const source = sourceOf(trustedProxies, req);
    const cookies = sessions.cookies();
    const [session, device] = [cookies.session(rawHeaders), cookies.device(rawHeaders)];
    const actor = await findActor(sessions, session, source);
    if (caller === 'user') {
      if (session === 'ambiguous' || (session !== undefined && readCredentials(rawHeaders) !== 'missing_credentials')) {
        throw new ChaveiroError('ambiguous_credentials', errorCodes.ambiguous_credentials);
      }
      if (actor === null) throw new ChaveiroError('sign_in_needed', 'Nobody is signed in here, or not any more.');
    }
    return {
      source,
      actor,
      session: session === 'ambiguous' ? undefined : session,
      device: device === 'ambiguous' ? undefined : device,
      cookies,
      sourceLimit: {
        check() {
          const { failures, place } = limitOf(req);
          if (failures.isLimited(place, clock())) throw new ChaveiroError('overloaded', errorCodes.overloaded);
        },
        countFailure() {
          const { failures, place } = limitOf(req);
          failures.countFailure(place, clock());
        },
      },
    };
  };
}

/** Who is signed in, if anybody is: a session that is over is none. */
async function findActor(
  sessions: BrowserSessions,
  session: string | undefined,
  source: CallSource,
): Promise<UserActor | null> {
  if (session === undefined || session === 'ambiguous') return null;
  try {
    return await sessions.findCaller(session, source);
  } catch (error) {
    if (error instanceof ChaveiroError && error.code === 'invalid_credentials') return null;
    throw error;
  }
}
