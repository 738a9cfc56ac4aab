import type { Kysely, Transaction } from 'kysely';
import { formatRevision } from '#engine';
import type { AuditEvent } from '../../domain/audit-event.ts';
import { cannotWait } from '../../domain/cannot-wait.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type {
  Changed,
  ChangeHints,
  ChangeOutcome,
  DatabaseDisk,
  SignInLog,
  Storage,
  StorageOptions,
} from '../storage.ts';
import { appendAuditEvent, auditReader } from './audit-events.ts';
import { openDump } from './dump.ts';
import { createChangeFeed } from './feed.ts';
import { eraseIdempotencyRecords } from './idempotency-records.ts';
import { jobLeases } from './job-leases.ts';
import { nodeRegistry } from './nodes.ts';
import { pepperRegistry } from './peppers.ts';
import { replaceContents } from './replace-contents.ts';
import { previousRevision, revisionReader, takeRevision } from './revision.ts';
import { signInLog } from './sessions.ts';
import type { Tables } from './tables.ts';
import { readTransaction, writeTransaction } from './transactions.ts';
import { diskIsFull } from './unexplained.ts';
import { usageStore } from './usage.ts';

/** What an engine brings: connections whose drivers translate their errors. */
export interface EngineConnections {
  readonly engine: Storage['engine'];
  /** Its transactions are changes. */
  readonly write: Kysely<Tables>;
  /** Runs `work` in a transaction that sees one state and waits for no change. */
  readonly readConsistently: <T>(work: (tx: Transaction<Tables>) => Promise<T>) => Promise<T>;
  /** For single statements. */
  readonly read: Kysely<Tables>;
  /** For batches of use: gives up soon when somebody else holds a lock. */
  readonly usage: Kysely<Tables>;
  /** How others hear of a change: the last statement of each, where the engine has one for that. */
  readonly announce?: (db: Kysely<Tables>) => Promise<void>;
  readonly hints: ChangeHints;
  /** Where the database lies on a disk of this machine. */
  readonly disk?: DiskReserve & DatabaseDisk;
  readonly close: () => Promise<void>;
}

/** Room that is kept for what cannot wait. */
export interface DiskReserve {
  /** Runs `work` while the reserve is given up. */
  lend<T>(work: () => Promise<T>): Promise<T>;
}

/** The port over an engine's connections: everything that does not depend on the engine. */
export function createStorage(connections: EngineConnections, { sealer }: Pick<StorageOptions, 'sealer'>): Storage {
  const { engine, write, read, usage, readConsistently, disk, hints, close } = connections;
  const announce = connections.announce ?? (async () => {});
  const latestRevision = revisionReader(read);
  return {
    engine,

    async change<T>(now: number, work: Parameters<Storage['change']>[1]): Promise<Changed<T>> {
      let event: AuditEvent | undefined;
      const attempt = (isOnReserve: boolean) =>
        write.transaction().execute(async (tx) => {
          const revision = await takeRevision(tx);
          const outcome = (await work(writeTransaction(tx, revision, now))) as ChangeOutcome<T>;
          if (outcome.event === null)
            throw new NothingChanged({ value: outcome.value, revision: previousRevision(revision) });
          event = outcome.event;
          if (isOnReserve && !cannotWait(event)) throw new ChaveiroError('storage_unavailable', diskIsFull);
          await appendAuditEvent(tx, sealer, { revision: revision.number, now }, outcome.event);
          await announce(tx);
          return { value: outcome.value, revision: formatRevision(revision) };
        });
      try {
        return await attempt(false).catch((error: unknown) => {
          // A change that failed before it came to its event may be one that cannot wait.
          if (disk === undefined || !isFull(error) || (event !== undefined && !cannotWait(event))) throw error;
          return disk.lend(() => attempt(true));
        });
      } catch (error) {
        if (error instanceof NothingChanged) return error.outcome as Changed<T>;
        throw error;
      }
    },

    async read(work) {
      return await readConsistently((tx) => work(readTransaction(tx)));
    },

    async readRevision() {
      return formatRevision(await latestRevision());
    },

    async eraseIdempotencyRecords() {
      return await eraseIdempotencyRecords(read, write);
    },

    feed: createChangeFeed(readConsistently, latestRevision),
    audit: auditReader(read, readConsistently),
    usage: usageStore(usage),
    peppers: pepperRegistry(read, write),
    signIns: disk === undefined ? signInLog(write) : onReserve(signInLog(write), disk),
    leases: jobLeases(usage),
    nodes: nodeRegistry({ write: usage, read, announce: () => announce(usage) }),
    hints,
    disk: disk ?? null,

    async dump(work) {
      return await readConsistently(async (tx) => work(await openDump(tx)));
    },

    async replaceContents(now, replacement) {
      return await write.transaction().execute(async (tx) => {
        const replaced = await replaceContents(tx, sealer, now, replacement);
        await announce(tx);
        return replaced;
      });
    },

    close,
  };
}

function isFull(error: unknown): boolean {
  return error instanceof ChaveiroError && error.message === diskIsFull;
}

/** Signing in works on a full disk: without it nobody could take anything away by the pages. */
function onReserve(log: SignInLog, disk: DiskReserve): SignInLog {
  return {
    ...log,
    takeAttempt: (...args) =>
      log.takeAttempt(...args).catch((error: unknown) => {
        if (!isFull(error)) throw error;
        return disk.lend(() => log.takeAttempt(...args));
      }),
  };
}

/** Thrown inside a change to roll it back, although nothing failed. */
class NothingChanged extends Error {
  readonly outcome: Changed<unknown>;

  constructor(outcome: Changed<unknown>) {
    super('Nothing changed.');
    this.outcome = outcome;
  }
}
