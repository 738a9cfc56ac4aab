import type { Verifier } from '#engine';
import type { Gate } from '../../gate/gates.ts';
import type { Readiness } from '../../gate/readiness.ts';
import type { Logger } from '../../observability/logger.ts';
import type { Metrics } from '../../observability/metrics.ts';

/** What the decision endpoints work with. */
export interface DecisionEndpointOptions {
  readonly verifier: Verifier;
  readonly readiness: Readiness;
  readonly gate: Gate;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}
