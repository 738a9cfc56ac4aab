import { settings } from '../../config.ts';
import { listAccounts } from '../../operations/accounts/list-accounts.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { untilStopped } from '../stop-signal.ts';
import { alignColumns } from '../table.ts';

export const serve = defineCommand({
  name: 'serve',
  summary: 'Runs the server: decisions for gateways and services, and management over HTTP',
  options: {},
  settings: 'server',
  notes: [
    'It ends on SIGTERM and SIGINT, after it has answered what had begun. Its log goes to standard error, one JSON ' +
      'document per line; standard output has the address, with --json as {url, publicUrl, socket, database, pepperFile, accounts}.',
  ],
  examples: ['chaveiro serve', 'chaveiro serve --port 0 --json', 'CHAVEIRO_SOCKET=/run/chaveiro.sock chaveiro serve'],
  run: async ({ config, json, terminal }) => {
    const { openInstallation, serverLogger, startServer } = await import('../../compose.ts');
    const logger = serverLogger(config);
    const stopped = untilStopped();
    const installation = await openInstallation(config);
    try {
      for (const warning of installation.warnings) logger.warn(warning);
      const server = await startServer(installation, logger);
      try {
        const isReady = await Promise.race([server.ready.then(() => true), stopped.then(() => false)]);
        if (!isReady) return undefined;
        const accounts = (await listAccounts(installation.operations, operator)).length;
        const where = {
          url: server.url,
          publicUrl: config.publicUrl,
          socket: config.socket,
          database: settings.databaseUrl.mask?.(config.databaseUrl),
          pepperFile: config.pepperFile,
        };
        terminal.write(json ? `${JSON.stringify({ ...where, accounts })}\n` : `${startText(where, accounts)}\n`);
        await stopped;
      } finally {
        await server.close();
      }
    } finally {
      await installation.close();
    }
    return undefined;
  },
});

interface Whereabouts {
  readonly url: string;
  readonly publicUrl: string | null;
  readonly socket: string | null;
  readonly database: string | undefined;
  readonly pepperFile: string;
}

/** What somebody who has just started a server wants to know. */
function startText(where: Whereabouts, accounts: number): string {
  const places = alignColumns([
    ['Chaveiro is at', where.url],
    ...(where.publicUrl === null ? [] : [['for clients at', where.publicUrl]]),
    ...(where.socket === null ? [] : [['and at', where.socket]]),
    ['database', where.database ?? ''],
    ['pepper file', `${where.pepperFile}  (keep a copy: without it no token can be recognised)`],
    ['description', `${where.url}/api/openapi.json`],
  ]);
  const next =
    accounts > 0
      ? `Ready with ${accounts} ${accounts === 1 ? 'account' : 'accounts'}. See: curl ${where.url}/readyz`
      : [
          'There is no account yet. In another terminal, create the first one, with a key to begin with:',
          '',
          '  npx chaveiro account create NAME --owner EMAIL --with-key LABEL',
          '',
          'Or look around first, in a playground with accounts, keys and a protected API that leaves nothing behind:',
          '',
          '  npm run demo        (npx chaveiro demo)',
        ].join('\n');
  return `${places}\n\n${next}\n\nCtrl+C stops the server.`;
}
