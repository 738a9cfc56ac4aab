import type { Verifier } from '@chaveiro/sdk';
import type { FailedAttempt } from '../../domain/failure-counts.ts';
import type { Logger } from '../../observability/logger.ts';
import type { Metrics } from '../../observability/metrics.ts';
import type { CountUse } from '../count-use.ts';
import type { PeerList } from '../peers.ts';
import type { Readiness } from '../readiness.ts';

/** What the decision endpoints work with. */
export interface DecisionEndpointOptions {
  readonly verifier: Verifier;
  readonly readiness: Readiness;
  /** Tells the audit log of a wrong credential. */
  readonly countFailure: (attempt: FailedAttempt) => void;
  readonly countUse: CountUse;
  readonly trustedProxies: PeerList;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}
