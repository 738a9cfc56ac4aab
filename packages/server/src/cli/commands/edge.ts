import { nodeCredentialVariable } from '../../config.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { defineCommand } from '../command.ts';
import { untilStopped } from '../stop-signal.ts';
import { alignColumns } from '../table.ts';

export const edge = defineCommand({
  name: 'edge',
  summary: 'Runs an edge: decisions for gateways and services, by what a server tells, without a database',
  options: {},
  settings: 'edge',
  notes: [
    'It answers /forward-auth and /api/v1/verify like a server, and /healthz, /readyz and /metrics; nothing else. Its credential is made ' +
      'where the database is, with "chaveiro node create", and comes from CHAVEIRO_CREDENTIAL or its file.',
    'What it knows is also kept in the data directory, sealed with the credential: an edge that starts while its server is away decides by ' +
      'that, as long as it is not older than CHAVEIRO_MAX_STALENESS (30 seconds unless it is set), and /readyz says how old it is.',
    'It ends on SIGTERM and SIGINT, after it has answered what had begun. Its log goes to standard error; standard output has the address, ' +
      'with --json as {url, socket, server}.',
  ],
  examples: [
    'chaveiro edge --server-url https://keys.example.com',
    'chaveiro edge --server-url https://keys.example.com --port 0 --json',
  ],
  run: async ({ config, json, terminal }) => {
    const { serverUrl } = config;
    if (serverUrl === null) {
      throw new ChaveiroError('invalid_request', 'Which server is followed? Set CHAVEIRO_SERVER_URL, or --server-url.');
    }
    const { readNodeCredential, startEdge } = await import('../../compose-edge.ts');
    const credential = readNodeCredential(terminal.env[nodeCredentialVariable], config.credentialFile);
    const stopped = untilStopped();
    const running = await startEdge(config, serverUrl, credential);
    try {
      const where = { url: running.url, socket: config.socket, server: serverUrl };
      const text = alignColumns([
        ['This edge is at', where.url],
        ...(where.socket === null ? [] : [['and at', where.socket]]),
        ['it follows', where.server],
      ]);
      terminal.write(json ? `${JSON.stringify(where)}\n` : `${text}\n\nCtrl+C stops it.\n`);
      await stopped;
      if (!json) terminal.write('\nStopping: what has begun is answered first. Ctrl+C again ends it at once.\n');
    } finally {
      await running.close();
    }
    return undefined;
  },
});
