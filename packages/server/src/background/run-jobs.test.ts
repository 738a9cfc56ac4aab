import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from '../observability/logger.ts';
import type { JobLeases } from '../storage/storage.ts';
import type { Job } from './job.ts';
import { type RunningJobs, runJobs } from './run-jobs.ts';

/** Leases of several servers, by the clock of the test. */
class Leases {
  readonly #held = new Map<string, { holder: string; until: number }>();
  readonly #clock: () => number;
  isUnavailable = false;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  of(holder: string): JobLeases {
    return {
      takeLease: async (job, forMs) => {
        if (this.isUnavailable) throw new Error('The database is away.');
        if ((this.#held.get(job)?.until ?? 0) > this.#clock()) return false;
        this.#held.set(job, { holder, until: this.#clock() + forMs });
        return true;
      },
      returnLease: async (job) => {
        if (this.#held.get(job)?.holder === holder) this.#held.delete(job);
      },
    };
  }
}

test('each job runs now and after each interval, one that needs a lease on one server only, and goes on where that one ended', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 1_000;
  const leases = new Leases(() => now);
  const ran: string[] = [];
  const servers = new Map<string, RunningJobs>();
  const start = (name: string) => {
    const job = (what: string, needsLease: boolean): Job => ({
      ...{ name: what, everyMs: 1_000, needsLease, says: what },
      run: async () => void ran.push(`${name} ${what}`),
    });
    const options = {
      leases: leases.of(name),
      logger: createLogger('silent', { write() {} }),
      metrics: { countJob() {} },
    };
    servers.set(name, runJobs([job('for all', true), job('its own', false)], options));
  };
  const after = async (ms: number) => {
    ran.length = 0;
    for (let passed = 0; passed < ms; passed += 50) {
      now += 50;
      t.mock.timers.tick(50);
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    }
    return ran.toSorted();
  };
  start('a');
  start('b');
  await after(0);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  assert.deepEqual(ran.toSorted(), ['a for all', 'a its own', 'b its own']);
  const oneInterval = await after(1_000);
  assert.equal(oneInterval.filter((each) => each.endsWith('for all')).length, 1);
  assert.equal(oneInterval.filter((each) => each.endsWith('its own')).length, 2);
  const tenIntervals = await after(10_000);
  const shared = tenIntervals.filter((each) => each.endsWith('for all')).length;
  assert.ok(shared >= 8 && shared <= 10, `${shared} times in ten intervals`);
  await servers.get('a')?.stop();
  const left = await after(2_500);
  assert.ok(left.includes('b for all'));
  assert.ok(left.every((each) => each.startsWith('b ')));
  await servers.get('b')?.stop();
  assert.deepEqual(await after(5_000), []);
});

test('a job that fails is told and counted, and comes again; what it did is said in one line', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const lines: { level: string; job?: string; msg: string; links?: number }[] = [];
  const counts: string[] = [];
  let runs = 0;
  const job: Job = {
    ...{ name: 'erase', everyMs: 1_000, needsLease: false, says: 'something was erased' },
    async run() {
      runs += 1;
      if (runs === 1) throw new Error('The database is away.');
      return runs === 2 ? { links: 3 } : undefined;
    },
  };
  const jobs = runJobs([job], {
    leases: new Leases(() => 0).of('a'),
    logger: createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) }),
    metrics: { countJob: (name, outcome) => counts.push(`${name} ${outcome}`) },
  });
  for (let interval = 0; interval < 2; interval++) {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    t.mock.timers.tick(1_000);
  }
  await jobs.stop();
  assert.deepEqual(counts, ['erase failed', 'erase done', 'erase done']);
  assert.deepEqual(
    lines.map(({ level, job, msg, links }) => [level, job, msg, links]),
    [
      ['warn', 'erase', 'a job of the server failed; its next time comes', undefined],
      ['info', 'erase', 'something was erased', 3],
    ],
  );
});

test('without its database a server does nothing that needs a lease, and says so', async () => {
  const leases = new Leases(() => 0);
  leases.isUnavailable = true;
  const counts: string[] = [];
  const job: Job = {
    ...{ name: 'erase', everyMs: 1_000, needsLease: true, says: 'something was erased' },
    run: () => assert.fail('it ran without a lease'),
  };
  const jobs = runJobs([job], {
    leases: leases.of('a'),
    logger: createLogger('silent', { write() {} }),
    metrics: { countJob: (name, outcome) => counts.push(`${name} ${outcome}`) },
  });
  await jobs.stop();
  assert.deepEqual(counts, ['erase failed']);
});
