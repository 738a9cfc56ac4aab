import { claimedBy } from '#engine';
import type { FailedAttempt } from '../domain/failure-counts.ts';
import { clientAddress } from './client-address.ts';
import type { HearingStage } from './gates.ts';
import type { PeerList } from './peers.ts';

export interface ReportFailureOptions {
  readonly countFailure: (attempt: FailedAttempt) => void;
  readonly trustedProxies: PeerList;
}

/** Tells the audit log of a wrong credential, with where it came from. What is none at all is nobody's attempt. */
export function createReportFailure({ countFailure, trustedProxies }: ReportFailureOptions): HearingStage {
  return (req, credentials, { code }) => {
    if (code !== 'invalid_credentials' || typeof credentials === 'string') return;
    const { address } = clientAddress(trustedProxies, req.socket.remoteAddress, req.rawHeaders);
    countFailure({ action: 'credential.failed', tried: claimedBy(credentials), address });
  };
}
