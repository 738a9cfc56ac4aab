import { formatRevision } from '@chaveiro/sdk';
import type { Kysely, Transaction } from 'kysely';
import type { Changed, ChangeOutcome, Storage, StorageOptions } from '../storage.ts';
import { appendAuditEvent, auditReader } from './audit-events.ts';
import { openDump } from './dump.ts';
import { createChangeFeed } from './feed.ts';
import { eraseKeptAnswers } from './kept-answers.ts';
import { pepperRegistry } from './peppers.ts';
import { replaceContents } from './replace-contents.ts';
import { previousRevision, revisionReader, takeRevision } from './revision.ts';
import { signInLog } from './sessions.ts';
import type { Tables } from './tables.ts';
import { readTransaction, writeTransaction } from './transactions.ts';
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
  readonly close: () => Promise<void>;
}

/** The port over an engine's connections: everything that does not depend on the engine. */
export function createStorage(connections: EngineConnections, { sealer }: Pick<StorageOptions, 'sealer'>): Storage {
  const { engine, write, read, usage, readConsistently, close } = connections;
  const latestRevision = revisionReader(read);
  return {
    engine,

    async change<T>(now: number, work: Parameters<Storage['change']>[1]): Promise<Changed<T>> {
      try {
        return await write.transaction().execute(async (tx) => {
          const revision = await takeRevision(tx);
          const outcome = (await work(writeTransaction(tx, revision, now))) as ChangeOutcome<T>;
          if (outcome.event === null)
            throw new NothingChanged({ value: outcome.value, revision: previousRevision(revision) });
          await appendAuditEvent(tx, sealer, { revision: revision.number, now }, outcome.event);
          return { value: outcome.value, revision: formatRevision(revision) };
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

    async eraseKeptAnswers() {
      return await eraseKeptAnswers(read, write);
    },

    feed: createChangeFeed(readConsistently, latestRevision),
    audit: auditReader(read, readConsistently),
    usage: usageStore(usage),
    peppers: pepperRegistry(read, write),
    signIns: signInLog(write),

    async dump(work) {
      return await readConsistently(async (tx) => work(await openDump(tx)));
    },

    async replaceContents(now, replacement) {
      return await write.transaction().execute((tx) => replaceContents(tx, sealer, now, replacement));
    },

    close,
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
