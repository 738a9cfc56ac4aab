import type { Migration } from '../../queries/migrate.ts';

/** Which of several servers does what is done once for all of them. */
export const jobLeases: Migration = {
  name: '0011-job-leases',
  statements: [
    `CREATE TABLE job_leases (
      job TEXT PRIMARY KEY,
      holder TEXT NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
  ],
};
