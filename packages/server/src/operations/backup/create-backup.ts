import type { OperatorActor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';
import { timeText } from '../time-text.ts';
import { type BackupHeader, writeBackup } from './backup-format.ts';

/**
 * Writes a backup of one state of the whole database, while changes go on. It holds neither the pepper
 * nor sessions, links and the like. To make one is an event, which the backup has already.
 *
 * @param write is given the bytes of the file, and has written them when it resolves
 * @returns the header of the backup; without the peppers that it names no token in it can be recognised
 */
export async function createBackup(
  context: OperationContext,
  actor: OperatorActor,
  write: (bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<BackupHeader> {
  const { value: createdAt } = await runChange(context, async (_tx, now) => ({
    value: timeText(now),
    event: { action: 'backup.created', actor, accountId: null, subject: 'installation', before: null, after: {} },
  }));
  return await context.storage.dump(async ({ epoch, revision, migration, peppers, auditHead, rows }) => {
    const header = { epoch, revision, migration, auditHead, createdAt, peppers };
    await write(writeBackup(header, rows));
    return header;
  });
}
