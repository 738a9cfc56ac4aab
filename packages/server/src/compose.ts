/** The composition root: the one place that knows every part, and puts them together. */

import { hostname } from 'node:os';
import type { Revision, Verifier } from '#engine';
import { createVerifier, UsageCounter } from '#engine';
import { watchDisk } from './background/disk-watch.ts';
import { jobsOf } from './background/jobs.ts';
import { runJobs } from './background/run-jobs.ts';
import type { Config } from './config.ts';
import { ChaveiroError } from './domain/errors.ts';
import { createFailureCounts } from './domain/failure-counts.ts';
import { createPasswordHasher } from './domain/passwords/password-hasher.ts';
import type { Peppers } from './domain/pepper.ts';
import { examineWith, type InstallationExamination } from './examine-installation.ts';
import { clientBehind, createTrustedProxies } from './gate/client-address.ts';
import { serveFeed } from './http/feed/served-feed.ts';
import type { HttpServerOptions } from './http/server.ts';
import { Presence } from './nodes/presence.ts';
import type { Logger } from './observability/logger.ts';
import { createFailureWriter } from './operations/audit/write-failures.ts';
import type { OperationContext } from './operations/context.ts';
import { Receipts } from './operations/nodes/receipts.ts';
import { installCatalog } from './operations/resources/install-catalog.ts';
import { createUsageWriter } from './operations/usage/usage-writer.ts';
import { makePepperInMemory, type OpenedPeppers, openPeppers } from './pepper-file.ts';
import { maskDatabaseUrl } from './setting-values.ts';
import { isUnexplained } from './storage/queries/unexplained.ts';
import { openSqliteInMemory, sqliteEngine } from './storage/sqlite/engine.ts';
import type {
  KnownPepper,
  MigrationResult,
  PepperRegistry,
  Storage,
  StorageEngine,
  StorageOptions,
} from './storage/storage.ts';
import { version } from './version.ts';

/** A migrated, open database with its secrets, ready for operations. */
export interface Installation {
  readonly config: Config;
  readonly operations: OperationContext;
  /** What an operator should hear, such as a pepper file that others can read. */
  readonly warnings: readonly string[];
  readonly receipts: Receipts;
  /** Whoever follows the changes of this process; at most one. */
  followChanges(listener: (revision: Revision) => Promise<void>): void;
  /** Writes the failed attempts of the minutes that are over into the audit log; with `true` those of this one, too. */
  writeFailures(withCurrent?: boolean): Promise<void>;
  close(): Promise<void>;
}

/** A server that listens. */
export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:8420`. */
  readonly url: string;
  readonly verifier: Verifier;
  /** Resolves once every key is read and decisions are made. */
  readonly ready: Promise<void>;
  /** Answers what has begun, then ends. The installation stays open. */
  close(): Promise<void>;
}

function isSqlite(databaseUrl: string): boolean {
  return databaseUrl.startsWith('sqlite:');
}

/** PostgreSQL's driver is loaded only where it is used. */
async function engineOf(databaseUrl: string): Promise<StorageEngine> {
  if (isSqlite(databaseUrl)) return sqliteEngine;
  return (await import('./storage/postgres/engine.ts')).postgresEngine;
}

/** Where a server of these settings listens. A server that takes any free port knows better. */
function addressOf({ host, port }: Pick<Config, 'host' | 'port'>): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Names the database, without passwords, in what went wrong while it was opened. A reason that is known is told as it is;
 * only where it is not, an operator is asked the usual questions.
 */
function openingError(error: unknown, databaseUrl: string): ChaveiroError {
  const isOurs = error instanceof ChaveiroError;
  if (isOurs && error.code !== 'storage_unavailable') return error;
  const name = `The database ${maskDatabaseUrl(databaseUrl)}`;
  const cause = causeOf(isOurs ? error.cause : error);
  if (isOurs && !isUnexplained(error.message)) {
    const words = cause === undefined ? '' : ` (${cause})`;
    return new ChaveiroError('storage_unavailable', `${name} cannot be used: ${error.message}${words}`, {}, error);
  }
  const what = cause === undefined ? '' : `: ${cause}`;
  const hint = isSqlite(databaseUrl)
    ? 'Is CHAVEIRO_DATABASE_URL right?'
    : 'Is CHAVEIRO_DATABASE_URL right, and is it running?';
  return new ChaveiroError('storage_unavailable', `${name} cannot be opened${what}. ${hint}`, {}, error);
}

/** The words of whatever is behind an error, without a full stop. */
function causeOf(reason: unknown): string | undefined {
  return reason instanceof Error && reason.message !== '' ? reason.message.replace(/\.$/, '') : undefined;
}

/** Brings the database's schema up to date, and nothing else. Throws `storage_unavailable`, `schema_too_new`. */
export async function migrateDatabase({ databaseUrl }: Config): Promise<MigrationResult> {
  try {
    return await (await engineOf(databaseUrl)).migrate(databaseUrl);
  } catch (error) {
    throw openingError(error, databaseUrl);
  }
}

async function openExplained(engine: StorageEngine, databaseUrl: string, options: StorageOptions): Promise<Storage> {
  try {
    return await engine.open(databaseUrl, options);
  } catch (error) {
    throw openingError(error, databaseUrl);
  }
}

/**
 * Opens the installation that the settings name: migrates, connects, checks the pepper, and adds the
 * resources that this version brings. Throws when any of it fails; then nothing stays open.
 */
export async function openInstallation(config: Config, clock: () => number = Date.now): Promise<Installation> {
  await migrateDatabase(config);
  const engine = await engineOf(config.databaseUrl);
  return await assemble(config, clock, {
    openStorage: (options) =>
      openExplained(engine, config.databaseUrl, { ...options, directUrl: config.databaseDirectUrl }),
    openPeppers: (registry) => openPeppers(config.pepperFile, registry),
  });
}

/** Opens an empty installation in memory, with a pepper that nobody else has: nothing of it is ever on a disk. */
export async function openEphemeralInstallation(config: Config): Promise<Installation> {
  return await assemble(config, Date.now, { openStorage: openSqliteInMemory, openPeppers: makePepperInMemory });
}

/** Where the database and its secrets come from. */
interface Sources {
  readonly openStorage: (options: StorageOptions) => Promise<Storage>;
  readonly openPeppers: (registry: PepperRegistry) => Promise<OpenedPeppers>;
}

async function assemble(config: Config, clock: () => number, sources: Sources): Promise<Installation> {
  // The database tells which peppers are needed, and cannot seal its audit log without them.
  let peppers: Peppers | undefined;
  const sealer = {
    seal(link: Parameters<Peppers['seal']>[0]) {
      if (peppers === undefined) throw new ChaveiroError('pepper_missing', 'No pepper has been read yet.');
      return peppers.seal(link);
    },
  };
  const storage = await sources.openStorage({ sealer });
  try {
    const opened = await sources.openPeppers(storage.peppers);
    peppers = opened.peppers;
    let listener: (revision: Revision) => Promise<void> = async () => {};
    const failures = createFailureCounts(clock);
    const receipts = new Receipts({ registry: storage.nodes });
    const operations: OperationContext = {
      storage,
      receipts,
      peppers,
      passwords: createPasswordHasher(peppers),
      clock,
      keyPrefix: config.keyPrefix,
      publicUrl: () => config.publicUrl ?? addressOf(config),
      onChanged: (revision) => listener(revision),
      countFailure: failures.count,
    };
    await installCatalog(operations);
    return {
      config,
      operations,
      warnings: opened.warnings,
      receipts,
      followChanges(next) {
        listener = next;
      },
      writeFailures: createFailureWriter(operations, failures),
      close: () => storage.close(),
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** A restore has long statements, and nobody to wait for. */
const restoreTimeoutMs = 3_600_000;

/**
 * Opens the database that a backup is to replace, migrated, with the peppers that the backup needs.
 * Throws `pepper_missing` when the pepper file lacks one: then the backup would be of no use.
 */
export async function openForRestore(
  config: Config,
  needed: readonly KnownPepper[],
): Promise<{
  readonly operations: Pick<OperationContext, 'storage' | 'peppers' | 'clock'>;
  readonly close: () => Promise<void>;
}> {
  const registry = { listPeppers: async () => [...needed], insertFirstPepper: async () => {} };
  const { peppers } = await openPeppers(config.pepperFile, registry);
  await migrateDatabase(config);
  const options = { sealer: peppers, statementTimeoutMs: restoreTimeoutMs };
  const engine = await engineOf(config.databaseUrl);
  const storage = await openExplained(engine, config.databaseUrl, options);
  return { operations: { storage, peppers, clock: Date.now }, close: () => storage.close() };
}

/** Looks at the installation that the settings name, and changes nothing. Never throws for what is wrong with it. */
export async function examineInstallation(config: Config): Promise<InstallationExamination> {
  return await examineWith(await engineOf(config.databaseUrl), config, (error) =>
    openingError(error, config.databaseUrl),
  );
}

/** By how old its knowledge may be where nobody has said it: of the only node, and where there are others. */
const aloneMs = 900_000;
const amongOthersMs = 30_000;
/** How often changes are asked for; between, there are hints. */
const postgresPollMs = 250;
const sqlitePollMs = 100;

/** Begins to load what `startServer` needs, so that this is done while the database is still being opened. */
export function preloadServer(): void {
  // What is wrong with it is told by `startServer`, which loads the same.
  Promise.all([import('./http/server.ts'), import('./observability/metrics.ts')]).catch(() => {});
}

/**
 * Starts deciding and answering. Resolves once it listens; until `ready`, decisions are `not_ready`.
 * Throws `cannot_listen` when the address is not to be had.
 */
export async function startServer(installation: Installation, logger: Logger): Promise<RunningServer> {
  const { config } = installation;
  // Loaded here, as the HTTP server is below: commands that only open the database wait for neither.
  const { createMetrics } = await import('./observability/metrics.ts');
  let listensAt = addressOf(config);
  const operations = { ...installation.operations, publicUrl: () => config.publicUrl ?? listensAt };
  const metrics = createMetrics();
  const served = serveFeed(operations.storage.feed, operations.peppers, () => verifier);
  const verifier: Verifier = createVerifier({
    feed: served.feed,
    maxStalenessMs: () => config.maxStalenessMs ?? (presence.liveNodes > 1 ? amongOthersMs : aloneMs),
    pollMs: operations.storage.engine === 'postgres' ? postgresPollMs : sqlitePollMs,
    onAdvanced: () => presence.hasReached(),
    whenStale: config.whenStale,
    onEvent({ type, ...event }) {
      if (type === 'resynced') metrics.countResync();
      if ('error' in event) logger.error({ err: event.error }, `feed: ${type}`);
      else logger.info(event, `feed: ${type}`);
    },
  });
  const presence = new Presence({
    registry: operations.storage.nodes,
    verifier: { state: () => verifier.state() },
    name: config.nodeName ?? `${hostname()}:${config.port}`,
    version: version(),
    logger,
  });
  installation.followChanges(async (revision) => {
    // The change stands in any case: this process only learns of it later.
    await verifier.catchUp(revision).catch((error: unknown) => {
      logger.warn({ err: error, revision }, 'a change was made, but not yet read back');
    });
  });

  const usage = new UsageCounter({ index: () => verifier.index, clock: operations.clock });
  const trustedProxies = createTrustedProxies(config.trustedProxies, logger);
  const usageWriter = createUsageWriter({
    counter: usage,
    storage: operations.storage,
    addressOf: ({ peer, forwardedFor }) => clientBehind(trustedProxies, peer, forwardedFor).address,
    onEvent({ type, ...event }) {
      if ('error' in event) logger.warn({ err: event.error, uses: event.uses }, `use of keys: ${type}`);
      else logger.info(event, `use of keys: ${type}`);
    },
  });

  const { createHttpServer } = await import('./http/server.ts');
  const feed: HttpServerOptions['feed'] = {
    ...served,
    addUses: usageWriter.add,
    onPosition: (follower, node, reached, agent) => presence.heardOf(follower, node, reached, agent),
  };
  const disk = operations.storage.disk === null ? null : watchDisk(operations.storage.disk, logger);
  if (disk !== null) metrics.watchDisk(disk.state);
  const http = await createHttpServer({ operations, verifier, usage, config, logger, metrics, disk, feed });
  const { url } = await http.listen();
  listensAt = url;
  const ready = verifier.start();
  // A server that is closed before it is ready never becomes so, and not everybody waits to hear it.
  ready.then(() => presence.start()).catch(() => {});
  const hints = operations.storage.hints.follow(
    () => {
      verifier.wake();
      installation.receipts.hint();
    },
    (state) => {
      metrics.setHints(state.isOn);
      if (state.isOn) logger.info('changes of other processes are heard of at once');
      else logger.warn({ reason: state.detail }, 'changes of other processes are only found by asking');
    },
  );
  metrics.watchNodes(() => ({ live: presence.liveNodes, followers: served.hub.size }));
  const { auditRetentionDays, usageIntervalMs } = config;
  const { writeFailures } = installation;
  const jobs = runJobs(jobsOf({ operations, auditRetentionDays, usageWriter, usageIntervalMs, writeFailures, disk }), {
    leases: operations.storage.leases,
    logger,
    metrics,
  });
  return {
    url,
    verifier,
    ready,
    async close() {
      await http.close();
      await jobs.stop();
      await hints.stop();
      await presence.stop();
      await writeFailures(true).catch((error: unknown) => {
        logger.warn({ err: error }, 'failed attempts could not be written into the audit log');
      });
      await usageWriter.stop();
      verifier.stop();
    },
  };
}

/** The log of a server: JSON lines on standard error, so that standard output stays the command's own. */
export async function serverLogger(config: Config): Promise<Logger> {
  const { createLogger } = await import('./observability/logger.ts');
  return createLogger(config.logLevel, process.stderr);
}
