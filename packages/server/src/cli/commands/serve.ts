import type { Config } from '../../config.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { listAccounts } from '../../operations/accounts/list-accounts.ts';
import { issueFirstAccountLink } from '../../operations/setup/issue-first-account-link.ts';
import { settings } from '../../settings.ts';
import { defineCommand } from '../command.ts';
import { credentialText } from '../delivery-text.ts';
import { type PlantedKey, plantSeed } from '../ephemeral/plant-seed.ts';
import { readSeed } from '../ephemeral/read-seed.ts';
import { operator } from '../operator.ts';
import { withProgress } from '../progress.ts';
import { untilStopped } from '../stop-signal.ts';
import { alignColumns } from '../table.ts';
import { openingText } from '../with-installation.ts';
import { isFurtherWorker, leaveWorkers, runWorkers, startsWorkers } from '../workers.ts';

export const serve = defineCommand({
  name: 'serve',
  summary: 'Runs the server: decisions for gateways and services, and management over HTTP',
  options: {
    ephemeral: {
      description: 'keeps everything in memory and nothing on a disk, as a stand-in in tests; listens on loopback only',
    },
    workers: {
      takes: 'N',
      description: 'runs so many processes that share the port, the socket and the database; each is a node',
    },
    seed: {
      takes: 'FILE',
      description: 'with --ephemeral: a JSON file with accounts, roles, users and keys to begin with',
    },
  },
  settings: 'server',
  notes: [
    'It ends on SIGTERM and SIGINT, after it has answered what had begun. Its log goes to standard error, one JSON ' +
      'document per line; standard output has the address, with --json as {url, publicUrl, socket, database, pepperFile, accounts, setupUrl}.',
    'On an empty database it prints a set-up link, which makes the first account, its owner and a password: once, within 72 ' +
      'hours, and while there is no account. Each start prints another; those of other servers and earlier starts stay good. Open it in a browser; a program opens it by POST /api/v1/setup, with ' +
      '{token, account, email, password}: the token is what follows the #.',
    'A seed is {accounts: [{name, owner?, roles?: [{name, resources}], users?: [{email, roles?}], keys?: [{label?, roles?, ' +
      'appKey?, appToken?, isActive?}]}]}. With appKey and appToken a key has the pair that a test knows; otherwise it gets one, ' +
      'and --json answers all of them in keys: [{account, label, appKey, appToken}]. A server that is stopped has forgotten all.',
  ],
  examples: [
    'chaveiro serve',
    'chaveiro serve --workers 4',
    'chaveiro serve --port 0 --json',
    'chaveiro serve --ephemeral --seed seed.json --port 0 --json',
    'CHAVEIRO_SOCKET=/run/chaveiro.sock chaveiro serve',
  ],
  run: async ({ config, options, json, terminal }) => {
    const workers = workersOf(options.workers);
    if (workers > 1 && options.ephemeral) {
      throw new ChaveiroError(
        'invalid_request',
        'What is kept in memory has one process: leave out --workers, or --ephemeral.',
      );
    }
    if (startsWorkers(workers)) {
      const hasBegun = await runWorkers(workers, terminal);
      return hasBegun ? undefined : { json: null, text: 'Chaveiro could not be started.', isNegative: true };
    }
    const isQuiet = isFurtherWorker();
    const seed = await readSeed(config, options);
    const compose = await import('../../compose.ts');
    const { openEphemeralInstallation, openInstallation, serverLogger, startServer } = compose;
    compose.preloadServer();
    const logger = await serverLogger(config);
    const stopped = untilStopped();
    const installation = await withProgress({ prompt: (line) => logger.info(line.trim()) }, openingText, () =>
      options.ephemeral ? openEphemeralInstallation(config) : openInstallation(config),
    );
    try {
      const keys = await plantSeed(installation.operations, seed);
      for (const warning of installation.warnings) logger.warn(warning);
      const server = await startServer(installation, logger);
      try {
        const isReady = await Promise.race([server.ready.then(() => true), stopped.then(() => false)]);
        if (!isReady) {
          if (!json) terminal.write('Chaveiro has stopped before it was ready.\n');
          return undefined;
        }
        const operations = { ...installation.operations, publicUrl: () => config.publicUrl ?? server.url };
        const accounts = (await listAccounts(operations, operator)).length;
        const setupUrl = isQuiet ? null : ((await issueFirstAccountLink(operations, operator))?.url ?? null);
        const where = {
          url: server.url,
          publicUrl: config.publicUrl,
          socket: config.socket,
          ...(options.ephemeral ? inMemory : placesOf(config)),
        };
        const ephemeral = options.ephemeral ? { keys } : {};
        if (options.ephemeral) terminal.warn(nothingIsKept);
        const text = [startText(where, { accounts, setupUrl }), ...keys.map(keyText)].join('\n');
        if (!isQuiet) {
          terminal.write(json ? `${JSON.stringify({ ...where, accounts, setupUrl, ...ephemeral })}\n` : `${text}\n`);
        }
        logger.info({ url: server.url, socket: config.socket, pid: process.pid }, 'listening');
        const signal = await stopped;
        logger.info({ signal }, 'stopping: what has begun is answered first');
        if (!json && !isQuiet)
          terminal.write('\nStopping: what has begun is answered first. Ctrl+C again ends it at once.\n');
      } finally {
        await server.close();
      }
    } finally {
      await installation.close();
      leaveWorkers();
    }
    logger.info('stopped');
    if (!json && !isQuiet) terminal.write('Chaveiro has stopped.\n');
    return undefined;
  },
});

const mostWorkers = 64;

function workersOf(text: string | undefined): number {
  if (text === undefined) return 1;
  const count = /^[1-9]\d?$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= mostWorkers) return count;
  throw new ChaveiroError('invalid_request', `--workers takes a number from 1 to ${mostWorkers}.`, {
    field: 'workers',
  });
}

const inMemory = { database: 'in memory', pepperFile: null };

const nothingIsKept =
  'chaveiro: warning: EPHEMERAL. Everything is in the memory of this process: NOTHING IS KEPT when it ends. For tests only.';

function placesOf({ databaseUrl, pepperFile }: Config) {
  return { database: settings.databaseUrl.mask?.(databaseUrl), pepperFile };
}

function keyText({ appKey, appToken }: PlantedKey): string {
  return `\n${credentialText({ appKey, appToken })}`;
}

interface Whereabouts {
  readonly url: string;
  readonly publicUrl: string | null;
  readonly socket: string | null;
  readonly database: string | undefined;
  /** `null` when no file has it. */
  readonly pepperFile: string | null;
}

/** What somebody who has just started a server wants to know. */
function startText(
  where: Whereabouts,
  { accounts, setupUrl }: { readonly accounts: number; readonly setupUrl: string | null },
): string {
  const places = alignColumns([
    ['Chaveiro is at', where.url],
    ...(where.publicUrl === null ? [] : [['for clients at', where.publicUrl]]),
    ...(where.socket === null ? [] : [['and at', where.socket]]),
    ['database', where.database ?? ''],
    ...(where.pepperFile === null
      ? []
      : [['pepper file', `${where.pepperFile}  (keep a copy: without it no token can be recognised)`]]),
    ['description', `${where.url}/api/docs`],
  ]);
  const pages = `${where.publicUrl ?? where.url}/admin`;
  const next =
    accounts > 0
      ? `Ready with ${accounts} ${accounts === 1 ? 'account' : 'accounts'}. Open in a browser:\n\n  ${pages}`
      : [
          'There is no account yet. Open this link in a browser to create the first one: once, within 72 hours',
          '',
          `  ${setupUrl}`,
          '',
          'Or create it in another terminal, with a key to begin with:',
          '',
          '  npx chaveiro account create NAME --owner EMAIL --with-key LABEL',
          '',
          'Or look around first, in a playground with accounts, keys and a protected API that leaves nothing behind:',
          '',
          '  npm run demo        (npx chaveiro demo)',
        ].join('\n');
  return `${places}\n\n${next}\n\nCtrl+C stops the server.`;
}
