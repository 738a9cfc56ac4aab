import { randomBytes, randomUUID } from 'node:crypto';
import type { Revision } from '#engine';
import type { OperatorActor } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { NewToken, ReductionCounts, Revocations, Storage } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import type { OpenBackup } from './backup-format.ts';
import { readRevocations } from './revocation-events.ts';

export interface RestoreInput {
  /** Of a file that `checkBackup` has read to its end. */
  readonly backup: OpenBackup;
  /** Lines of an export of the whole audit log, made after the backup. */
  readonly revocations?: AsyncIterable<string> | undefined;
  /** Whether a database that has accounts may be replaced. */
  readonly replace: boolean;
  /** Whether keys stay active although nobody knows what was revoked since. */
  readonly acceptRisk: boolean;
}

export interface RestoreView {
  readonly revision: Revision;
  /** When the backup was made. */
  readonly backupOf: string;
  /** From where it is known what was revoked since. */
  readonly revocationsFrom: Revocations['from'];
  readonly taken: ReductionCounts;
  /** Key strings of active keys whose tokens were all replaced since: they have to be renewed. */
  readonly keysWithoutToken: readonly string[];
}

/**
 * Puts a backup in the place of the database. What was revoked after it was made stays revoked: tokens,
 * keys, grants, roles and their resources, accounts. This is read from the database that is replaced
 * when the backup was made from it, or from an export of its audit log. With neither, every key is
 * inactive, unless the risk is accepted. The audit log is that of the backup and goes on with the
 * event of the restore, which names the head of the log that was replaced.
 *
 * Throws `invalid_request` for a backup of another schema, when the database has
 * accounts and `replace` is not said, and for revocations that are not whole. Then nothing was done.
 */
export async function restoreBackup(
  context: Pick<OperationContext, 'storage' | 'peppers' | 'clock'>,
  actor: OperatorActor,
  input: RestoreInput,
): Promise<RestoreView> {
  const { storage, peppers, clock } = context;
  const { header, rows } = input.backup;
  await checkSchema(storage, header.migration);
  const isEmpty = (await storage.read((tx) => tx.listAccounts())).length === 0;
  if (!isEmpty && !input.replace) {
    throw new ChaveiroError(
      'invalid_request',
      'The database has accounts already. Add --replace to put the backup in their place.',
    );
  }
  const revocations = await chooseRevocations(storage, input);
  const replaced = await storage.readRevision();
  const head = await storage.audit.findAuditHead();
  const now = clock();
  const { value, revision } = await storage.replaceContents(now, {
    revision: header.revision,
    rows,
    revocations,
    unusableToken: () => unusableToken(peppers.currentId, now),
    event: ({ taken, keysWithoutToken }) => ({
      action: 'backup.restored',
      actor,
      accountId: null,
      subject: 'installation',
      before: { revision: replaced, auditHead: head === undefined ? null : headText(head) },
      after: {
        backup: { createdAt: header.createdAt, revision: `${header.epoch}-${header.revision}` },
        revocationsFrom: revocations.from,
        riskAccepted: revocations.from === 'nowhere' && revocations.isRiskAccepted,
        taken: { ...taken },
        keysWithoutToken: keysWithoutToken.length,
      },
    }),
  });
  return { revision, backupOf: header.createdAt, revocationsFrom: revocations.from, ...value };
}

async function checkSchema(storage: Storage, migration: string): Promise<void> {
  const current = await storage.dump(async (dump) => dump.migration);
  if (current === migration) return;
  throw new ChaveiroError(
    'invalid_request',
    `The backup has the schema ${migration}, this version has ${current}. Restore it with the version that made it, and migrate then.`,
    { field: 'FILE' },
  );
}

async function chooseRevocations(storage: Storage, input: RestoreInput): Promise<Revocations> {
  const { header } = input.backup;
  const isAncestor = await hasInItsLog(storage, header.auditHead);
  if (isAncestor && input.revocations !== undefined) {
    throw new ChaveiroError(
      'invalid_request',
      'The database that is replaced was backed up by this very backup and knows what was revoked since: leave out --revocations.',
    );
  }
  if (isAncestor) return { from: 'database' };
  if (input.revocations !== undefined) {
    return { from: 'file', changes: readRevocations(input.revocations, header) };
  }
  return { from: 'nowhere', isRiskAccepted: input.acceptRisk };
}

/** Whether the database went on from the very state that the backup has: its log contains the backup's last entry. */
async function hasInItsLog(storage: Storage, head: string | null): Promise<boolean> {
  const revision = Number(head?.split(':')[0] ?? 0);
  const [entry] = revision === 0 ? [] : await storage.audit.listAuditEntries(revision - 1, 1);
  return entry !== undefined && headText(entry) === head;
}

/** An entry of the log as people keep it: `{revision}:{mac in hex}`. */
function headText({ revision, mac }: { revision: number; mac: Uint8Array }): string {
  return `${revision}:${Buffer.from(mac).toString('hex')}`;
}

/** A stored hash of nothing: no token has it. */
function unusableToken(pepperId: string, createdAt: number): NewToken {
  return { id: randomUUID(), role: 'current', storedHash: randomBytes(32), pepperId, isImported: false, createdAt };
}
