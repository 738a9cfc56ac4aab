/** Who of several servers does what is done once for all of them. */
import assert from 'node:assert/strict';
import { type ContractTest, testSealer } from './subject.ts';

const hour = 3_600_000;

export const jobLeaseTests: readonly ContractTest[] = [
  {
    title: 'leases: of many servers that ask at once one gets a job, until its lease ends by the clock of the database',
    async run({ subject, url, storage, db }) {
      const other = await subject.engine.open(url, { sealer: testSealer });
      try {
        const ask = async (job: string) => {
          const asked = Array.from({ length: 6 }, (_, i) => (i % 2 ? storage : other).leases.takeLease(job, hour));
          return (await Promise.all(asked)).filter(Boolean).length;
        };
        assert.equal(await ask('sweep'), 1);
        assert.equal(await ask('sweep'), 0, 'also for whoever has it');
        assert.equal(await ask('another'), 1);
        const { now } = await db.selectFrom('database_clock').select('now').executeTakeFirstOrThrow();
        const { expires_at } = await db
          .selectFrom('job_leases')
          .selectAll()
          .where('job', '=', 'sweep')
          .executeTakeFirstOrThrow();
        assert.ok(expires_at > now + hour - 60_000 && expires_at <= now + hour);
        await db.updateTable('job_leases').set({ expires_at: now }).where('job', '=', 'sweep').execute();
        assert.equal(await ask('sweep'), 1);
      } finally {
        await other.close();
      }
    },
  },
  {
    title: 'leases: a server gives back its own, and nobody else’s',
    async run({ subject, url, storage }) {
      const other = await subject.engine.open(url, { sealer: testSealer });
      try {
        assert.equal(await storage.leases.takeLease('sweep', hour), true);
        await other.leases.returnLease('sweep');
        assert.equal(await other.leases.takeLease('sweep', hour), false);
        await storage.leases.returnLease('sweep');
        assert.equal(await other.leases.takeLease('sweep', hour), true);
      } finally {
        await other.close();
      }
    },
  },
];
