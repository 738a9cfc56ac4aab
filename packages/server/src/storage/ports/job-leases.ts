/** Who of several servers does what is done once for all of them: outside of changes, by the clock of the database. */
export interface JobLeases {
  /**
   * Takes the lease of a job for `forMs`: `false` until the one before has ended, whoever took it. One statement, so that
   * of many at the same time one gets it.
   */
  takeLease(job: string, forMs: number): Promise<boolean>;
  /** Ends a lease of this process before its time. */
  returnLease(job: string): Promise<void>;
}
