import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Server } from '../support/chaveiro.ts';
import { createInstallation, engines } from '../support/databases.ts';
import { until } from '../support/until.ts';

/** What a server did by itself, by job. */
async function runsOf({ url }: Server): Promise<Map<string, number>> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const lines = metrics.matchAll(/^chaveiro_job_runs_total\{job="([^"]+)",outcome="done"\} (\d+)$/gm);
  return new Map([...lines].map(([, job = '', runs]) => [job, Number(runs)]));
}

/** Far fewer than the intervals of all that is done once for all servers. */
const shared = ['erase-expired-links', 'erase-kept-answers', 'erase-old-use', 'erase-old-events'];
const own = ['log-audit-head', 'write-use', 'write-failures'];

for (const engine of engines) {
  describe(`on ${engine}, two servers on one database`, () => {
    test('do what is done for all of them once, each what is its own, and the next one goes on', async () => {
      const installation = await createInstallation(engine, { CHAVEIRO_AUDIT_RETENTION: '30' });
      await installation.createAccount('lojaverde');
      const servers = [await installation.serve(), await installation.serve({ CHAVEIRO_SOCKET: '' })] as const;
      const both = () => Promise.all(servers.map(runsOf));
      await until('everything to be done', async () => {
        const runs = await both();
        return (
          own.every((job) => runs.every((each) => each.has(job))) &&
          shared.every((job) => runs.some((each) => each.has(job)))
        );
      });
      for (const job of shared) {
        const runs = (await both()).map((each) => each.get(job) ?? 0);
        assert.deepEqual(runs.toSorted(), [0, 1], job);
      }
      for (const { process } of servers) await process.stop();
      const next = await installation.serve();
      await until('the next one to do it at once', async () => {
        const runs = await runsOf(next);
        return shared.every((job) => runs.get(job) === 1);
      });
      await next.process.stop();
    });
  });
}
