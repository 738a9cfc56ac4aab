import { checkBackup, openBackup } from '../../operations/backup/backup-format.ts';
import { type RestoreView, restoreBackup } from '../../operations/backup/restore-backup.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { linesOf, openFile } from '../open-file.ts';
import { operator } from '../operator.ts';
import { withProgress } from '../progress.ts';
import { openingText } from '../with-installation.ts';

export const restore = defineCommand({
  name: 'restore',
  summary: 'Puts a backup in the place of the database; what was revoked since stays revoked',
  parameter: { name: 'FILE', description: 'a file that chaveiro backup wrote' },
  options: {
    replace: { description: 'replaces a database that has accounts' },
    revocations: {
      takes: 'FILE',
      description: 'an export of the whole audit log, made after the backup, that tells what was revoked since',
    },
    'accept-risk': {
      description: 'without a database or an export that tells what was revoked since: leaves keys active all the same',
    },
  },
  settings: 'installation',
  notes: [
    'Tokens, keys, grants, roles and accounts that were deleted, reduced or deactivated after the backup stay so. This is ' +
      'read from the database that is replaced, when the backup was made from it, or from --revocations. With neither, ' +
      'every key is inactive, and can be activated one by one, and no user has a password, unless --accept-risk is given.',
    'A key whose tokens were all replaced since has none that works: renew it. Key strings and account names that were ' +
      'given away since are never given again. Sessions and single-access links are gone.',
    'The pepper file has to be there already. Servers that run on the database go on with what was restored.',
  ],
  examples: [
    'chaveiro restore chaveiro-2026-03-01.backup --replace',
    'chaveiro restore chaveiro-2026-03-01.backup --revocations audit.jsonl',
  ],
  run: async (call) => {
    const { replace, revocations, 'accept-risk': acceptRisk } = call.options;
    const file = await openFile(call.parameter, 'FILE');
    const { peppers } = await withProgress(call.terminal, 'Checking the backup', () => checkBackup(file));
    const lines = revocations === undefined ? undefined : linesOf(await openFile(revocations, 'revocations'));
    const { openForRestore } = await import('../../compose.ts');
    const opened = await withProgress(call.terminal, openingText, () => openForRestore(call.config, peppers));
    try {
      const backup = await openBackup(await openFile(call.parameter, 'FILE'));
      const input = { backup, revocations: lines, replace, acceptRisk };
      const value = await withProgress(call.terminal, 'Restoring', () =>
        restoreBackup(opened.operations, operator, input),
      );
      return { json: value, text: restoredText(value) };
    } finally {
      await opened.close();
    }
  },
});

const sources: Readonly<Record<RestoreView['revocationsFrom'], string>> = {
  database: 'What was revoked since is known from the database that was replaced.',
  file: 'What was revoked since is known from the export.',
  nowhere: 'Nobody knows what was revoked since.',
};

function restoredText({ backupOf, revocationsFrom, taken, keysWithoutToken }: RestoreView): string {
  const places: readonly (readonly [number, string, string])[] = [
    [taken.keysDeleted, 'key', ' deleted'],
    [taken.keysDeactivated, 'key', ' deactivated'],
    [taken.tokensDeleted, 'token', ''],
    [taken.grantsRemoved, 'grant', ''],
    [taken.grantRolesTaken + taken.membershipRolesTaken, 'role', ' of keys and users'],
    [taken.membershipsRemoved, 'user', ' of accounts'],
    [taken.passwordsForgotten, 'password', ''],
    [taken.rolesDeleted, 'role', ''],
    [taken.resourcesTaken, 'resource', ' of roles'],
    [taken.accountsDeactivated, 'account', ' deactivated'],
  ];
  const takenAway = places.filter(([n]) => n > 0).map(([n, noun, what]) => counted(n, noun) + what);
  const lines = [
    `The backup of ${backupOf} is restored. ${sources[revocationsFrom]}`,
    `Taken away again: ${takenAway.length === 0 ? 'nothing' : takenAway.join(', ')}.`,
  ];
  if (keysWithoutToken.length > 0) {
    lines.push(`Keys to renew, for all their tokens were replaced since: ${keysWithoutToken.join(', ')}.`);
  }
  if (revocationsFrom === 'nowhere' && taken.keysDeactivated > 0) {
    lines.push(
      'Every key is inactive and nobody has a password: activate the keys of which you are sure (key activate), and hand ' +
        'out links to set passwords (user password-link).',
    );
  }
  return lines.join('\n');
}
