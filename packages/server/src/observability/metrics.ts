import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type DecisionCode, decisionCodes, parseRevision, type Verifier, type VerifierState } from '#engine';

/** Answers given so far, by code. Whoever decides adds to it directly. */
type DecisionCounts = Record<DecisionCode, number>;

export interface Metrics {
  readonly registry: Registry;
  /** The counts of one endpoint, such as `verify` or `forward-auth/nginx`. */
  decisionCounts(endpoint: string): DecisionCounts;
  /** One answered management request. `route` is a template, never an address. */
  observeRequest(request: { method: string; route: string; status: number; seconds: number }): void;
  /** A connection was closed because there were too many. */
  countDroppedConnection(): void;
  /** A job of this server has run. */
  countJob(job: string, outcome: 'done' | 'failed'): void;
  /** The feed had to be read anew from a snapshot. */
  countResync(): void;
  /** Whether changes of other processes are heard of at once. */
  setHints(isOn: boolean): void;
  /** Where the gauges of nodes get their values. */
  watchNodes(look: () => { readonly live: number; readonly followers: number }): void;
  /** Where the gauges of the index get their values when somebody looks. */
  watchVerifier(verifier: WatchedVerifier): void;
  /** Where the gauges of the database's disk get their values; without it there are none. */
  watchDisk(look: () => WatchedDisk | null): void;
}

interface WatchedDisk {
  readonly freeBytes: number;
  readonly reserveBytes: number;
}

/** What the gauges look at. */
type WatchedVerifier = Pick<Verifier, 'state' | 'index'>;

const zeroCounts = Object.fromEntries(Object.keys(decisionCodes).map((code) => [code, 0])) as DecisionCounts;

/**
 * All metrics of one process, in the form of Prometheus.
 *
 * A decision costs a few microseconds, a labelled counter of the library a good part of one. So
 * decisions are counted in plain numbers, and the library reads them when it is asked.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  // The lag of the event loop, sampled every 100 ms: the default of 10 ms is felt by decisions.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const registers = [registry];

  const endpoints = new Map<string, DecisionCounts>();
  new Counter({
    name: 'chaveiro_decisions_total',
    help: 'Decisions, by endpoint and code.',
    labelNames: ['endpoint', 'code'],
    registers,
    collect() {
      this.reset();
      for (const [endpoint, counts] of endpoints) {
        for (const [code, count] of Object.entries(counts)) this.inc({ endpoint, code }, count);
      }
    },
  });

  const requests = new Histogram({
    name: 'chaveiro_http_request_duration_seconds',
    help: 'Time to answer a request that was no decision, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });

  const resyncs = new Counter({
    name: 'chaveiro_feed_resyncs_total',
    help: 'How often the index was read anew because the feed could not be continued.',
    registers,
  });

  const jobs = new Counter({
    name: 'chaveiro_job_runs_total',
    help: 'What this server did by itself, by job and outcome.',
    labelNames: ['job', 'outcome'],
    registers,
  });

  const hints = new Gauge({
    name: 'chaveiro_hints_on',
    help: 'Whether changes of other processes are heard of at once (1), or only found by asking (0).',
    registers,
  });

  const drops = new Counter({
    name: 'chaveiro_connections_dropped_total',
    help: 'Connections that were closed unanswered because as many were open as CHAVEIRO_MAX_CONNECTIONS allows.',
    registers,
  });

  return {
    registry,
    decisionCounts(endpoint) {
      const counts = endpoints.get(endpoint) ?? { ...zeroCounts };
      endpoints.set(endpoint, counts);
      return counts;
    },
    observeRequest({ method, route, status, seconds }) {
      requests.observe({ method, route, status: String(status) }, seconds);
    },
    countDroppedConnection: () => drops.inc(),
    countJob: (job, outcome) => jobs.inc({ job, outcome }),
    countResync: () => resyncs.inc(),
    setHints: (isOn) => hints.set(isOn ? 1 : 0),
    watchNodes(look) {
      const gauge = (name: string, help: string, value: () => number) =>
        new Gauge({
          name,
          help,
          registers,
          collect() {
            this.set(value());
          },
        });
      gauge(
        'chaveiro_nodes',
        'Nodes of this installation that live, as this server has seen them last.',
        () => look().live,
      );
      gauge('chaveiro_followers', 'Edges and services that are connected to this server.', () => look().followers);
    },
    watchVerifier: (verifier) => watchVerifier(registry, verifier),
    watchDisk(look) {
      const gauge = (name: string, help: string, value: (disk: WatchedDisk) => number) =>
        new Gauge({
          name,
          help,
          registers,
          collect() {
            const disk = look();
            this.set(disk === null ? Number.NaN : value(disk));
          },
        });
      gauge(
        'chaveiro_disk_free_bytes',
        "Room on the database's disk; below 100 MiB is exhausted.",
        (disk) => disk.freeBytes,
      );
      gauge(
        'chaveiro_disk_reserve_bytes',
        'What is kept for revocations when the disk is full; less than 4 MiB says that it was, or is.',
        (disk) => disk.reserveBytes,
      );
    },
  };
}

function watchVerifier(registry: Registry, verifier: WatchedVerifier): void {
  const gauge = (name: string, help: string, value: (now: VerifierState) => number) => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value(verifier.state()));
      },
    });
  };
  gauge('chaveiro_index_ready', '1 once the index was read, else 0.', (now) => Number(now.ready));
  gauge('chaveiro_index_stale', '1 while the index is older than the operator allows, else 0.', (now) =>
    Number(now.isStale),
  );
  gauge('chaveiro_index_age_seconds', 'Time since the feed last answered; NaN until it did.', (now) =>
    now.ageMs === null ? Number.NaN : now.ageMs / 1000,
  );
  gauge('chaveiro_index_keys', 'Live keys in the index.', (now) => now.keys);
  gauge('chaveiro_index_bytes', 'Memory of everything in the index that grows with the keys.', () => {
    return verifier.index.stats().bytes;
  });
  gauge('chaveiro_revision', 'The change on which decisions are based, within its epoch.', (now) =>
    now.revision === null ? Number.NaN : (parseRevision(now.revision)?.number ?? Number.NaN),
  );
}
