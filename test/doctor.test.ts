import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInstallation, engines } from './support/databases.ts';
import { until } from './support/until.ts';

interface Report {
  readonly ok: boolean;
  readonly findings: readonly { readonly check: string; readonly status: string; readonly detail: string }[];
}

for (const engine of engines) {
  test(`beside a running server the doctor finds it on the same database, by port and by socket (${engine})`, async () => {
    const installation = await createInstallation(engine);
    await installation.createAccount('lojaverde');
    const server = await installation.serve();
    const isOnDisk = engine === 'sqlite';
    await until('the disk to be looked at', async () => {
      const { disk } = (await (await fetch(`${server.url}/readyz`)).json()) as { disk: string | null };
      return isOnDisk ? ['ok', 'scarce', 'exhausted'].includes(String(disk)) : disk === null;
    });
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    assert.equal(/^chaveiro_disk_free_bytes \d+$/m.test(metrics), isOnDisk);
    const settings = { CHAVEIRO_PORT: String(server.port), CHAVEIRO_SOCKET: server.socket };
    const { status, stdout } = await installation.run(['doctor', '--json'], { settings });
    const { ok, findings } = JSON.parse(stdout) as Report;
    assert.deepEqual({ status, ok }, { status: 0, ok: true }, stdout);
    const found = (check: string) => findings.find((finding) => finding.check === check)?.status;
    assert.deepEqual([found('server'), found('socket'), found('database'), found('schema')], ['ok', 'ok', 'ok', 'ok']);
  });
}

test('a server on another database than the one of the settings is a problem', async () => {
  const served = await createInstallation('sqlite');
  const server = await served.serve();
  const other = await createInstallation('sqlite');
  await other.createAccount('lojaverde');
  const { status, stdout } = await other.run(['doctor'], { settings: { CHAVEIRO_PORT: String(server.port) } });
  assert.equal(status, 1);
  assert.match(stdout, /^problem {2}server {11}The server at .* decides by another database/m);
});
