/** Something that a running server does by itself from time to time. */
export interface Job {
  /** In kebab-case, alike in log, metrics and leases. */
  readonly name: string;
  readonly everyMs: number;
  /**
   * Whether it is done for the whole installation: of several servers on one database one does it each time. Without, each
   * process does it for itself.
   */
  readonly needsLease: boolean;
  /** What the log says when there is something to say. */
  readonly says: string;
  /** Does it once; answers what there is to say of it. What it throws is logged, and its next time comes. */
  readonly run: () => Promise<Readonly<Record<string, unknown>> | undefined>;
}
