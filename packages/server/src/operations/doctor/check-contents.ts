import { parseRevision } from '#engine';
import { type Finding, ok, problem, warning } from '../../domain/finding.ts';
import type { DatabaseFacts } from '../../storage/storage.ts';
import { timeText } from '../time-text.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A difference that a working clock never has; sign-in, links and retention go by these clocks. */
const clockDifferenceMs = 1_000;

/** A server erases every ten minutes: what is there an hour after its time was forgotten. */
const overdueMs = hourMs;

/** Retention is applied every hour. */
const retentionGraceMs = dayMs;
const backupAgeMs = 7 * dayMs;

interface Installation {
  readonly engine: 'sqlite' | 'postgres';
  /** `null`: events are kept for ever. */
  readonly auditRetentionDays: number | null;
}

/** Whether what the database holds fits together, and nothing was left undone. */
export function checkContents(facts: DatabaseFacts, installation: Installation): Finding[] {
  return [
    checkChanges(facts),
    checkClock(facts),
    checkErasure(facts),
    checkRetention(facts, installation),
    checkBackup(facts, installation),
  ];
}

function checkChanges({ epoch, revision, newestRevisions, miscountedAccounts }: DatabaseFacts): Finding {
  const restore = 'The database was changed outside Chaveiro: run chaveiro audit verify, and restore the last backup.';
  if (parseRevision(`${epoch}-${revision}`) === undefined) {
    return problem('changes', `The database is at the change "${epoch}-${revision}", which is none.`, restore);
  }
  const ahead = Object.entries(newestRevisions).filter(([, newest]) => newest > revision);
  if (ahead.length > 0) {
    const detail = `The last change is ${revision}, but ${ahead.map(([table, newest]) => `${table} has a record of change ${newest}`).join(', ')}: servers would miss changes.`;
    return problem('changes', detail, restore);
  }
  if (miscountedAccounts.length > 0) {
    const detail = `The number of keys that is kept for ${miscountedAccounts.join(', ')} is not the number of keys.`;
    return problem('changes', detail, restore);
  }
  return ok('changes', `The last change is ${epoch}-${revision}, and no record is newer.`);
}

function checkClock({ databaseTime, machineTime, newestEventAt }: DatabaseFacts): Finding {
  const difference = Math.abs(databaseTime - machineTime);
  const synchronise = 'Let both machines take their time from the network (NTP).';
  if (difference > clockDifferenceMs) {
    const detail = `The clocks of the database and of this machine differ by ${(difference / 1_000).toFixed(1)} seconds.`;
    return problem('clock', detail, synchronise);
  }
  if (newestEventAt !== null && newestEventAt > machineTime + clockDifferenceMs) {
    const detail = `It is ${timeText(machineTime)}, but the newest event is of ${timeText(newestEventAt)}: a clock was set back.`;
    return problem('clock', detail, synchronise);
  }
  return ok('clock', `It is ${timeText(machineTime)}, here and in the database.`);
}

function checkErasure({ databaseTime, expiredLinks, expiredAnswers }: DatabaseFacts): Finding {
  const late = [
    { what: 'links that expired unopened', ...expiredLinks },
    { what: 'answers that are kept for repeated requests', ...expiredAnswers },
  ].filter(({ since }) => since !== null && since < databaseTime - overdueMs);
  if (late.length > 0) {
    const detail = `Tokens that nobody can read any more are still there, encrypted: in ${late.map(({ count, what }) => `${count} ${what}`).join(' and ')}.`;
    return warning(
      'erasure',
      detail,
      'Start the server, which erases them; if one runs, look for "could not be erased" in its log.',
    );
  }
  return ok('erasure', 'No link and no kept answer holds a token for longer than it may.');
}

function checkRetention(
  { oldestContentAt, machineTime }: DatabaseFacts,
  { auditRetentionDays }: Installation,
): Finding {
  if (auditRetentionDays === null) return ok('retention', 'Events are kept for ever (CHAVEIRO_AUDIT_RETENTION).');
  if (oldestContentAt !== null && oldestContentAt < machineTime - auditRetentionDays * dayMs - retentionGraceMs) {
    const detail = `There is an event of ${timeText(oldestContentAt)}, and they are to be kept for ${auditRetentionDays} days.`;
    return warning('retention', detail, 'Start the server with this setting: it erases them.');
  }
  return ok('retention', `No event is older than ${auditRetentionDays} days.`);
}

function checkBackup({ accounts, lastBackupAt, machineTime }: DatabaseFacts, { engine }: Installation): Finding {
  if (accounts === 0) return ok('backup', 'There is nothing to back up yet.');
  const last = lastBackupAt === null ? 'was never run' : `was last run on ${timeText(lastBackupAt)}`;
  const keep = 'and keep it and a copy of the pepper file in two places (docs/guides/backup-and-restore.md).';
  if (lastBackupAt === null || lastBackupAt < machineTime - backupAgeMs) {
    const detail = `chaveiro backup ${last}.`;
    if (engine === 'sqlite') return warning('backup', detail, `Run chaveiro backup FILE every day, ${keep}`);
    return ok('backup', `${detail} Backups that PostgreSQL's own programs make are not known here.`);
  }
  return ok('backup', `chaveiro backup ${last}.`);
}
