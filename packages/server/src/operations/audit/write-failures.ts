import type { AuditEvent } from '../../domain/audit-event.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { FailureCount, FailureCounts, FailureMinute } from '../../domain/failure-counts.ts';
import { isKeyString } from '../../domain/key-string.ts';
import type { User } from '../../domain/user.ts';
import type { ReadTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';
import { timeText } from '../time-text.ts';
import { alsoVisibleToAccountsOf } from '../users/also-visible-to.ts';

/** Events written for one minute of failures, at most; the rest is counted in one more. */
const namedFailures = 100;

/** Whom somebody tried to be. */
interface Meant {
  readonly subject: string;
  readonly subjectName: string | undefined;
  readonly accountId: number | null;
  readonly user?: User | undefined;
}

/** What failed for one subject from one source in one minute. */
interface SubjectFailures extends Meant {
  readonly action: FailureCount['action'];
  readonly address: string;
  /** The different texts that were tried. */
  readonly tried: Set<string>;
  attempts: number;
  from: number;
  to: number;
}

/** Describes what failed, and whom it concerns at the moment when it is written. */
type Draft = (tx: ReadTransaction) => Promise<AuditEvent>;

/** Events that may wait while the database is away; counting goes on meanwhile. */
const maxPending = 1_000;

/**
 * Writes what failed into the audit log: for each minute one event for each subject and source, each
 * a change of its own, so that failures never hold up anybody else's change for long. A key or a
 * user that exists is named; of texts that name nobody only their number is kept, for one of them may
 * be a password or a token in the wrong field.
 *
 * Only here it is looked up who was meant: while requests are answered nothing tells known and
 * unknown texts apart.
 *
 * @returns writes the minutes that are over, with `true` also the one that is not. Rejects with what
 * `Storage.change` throws; what was not written waits for the next call.
 */
export function createFailureWriter(
  context: OperationContext,
  counts: FailureCounts,
): (withCurrent?: boolean) => Promise<void> {
  const minutes: FailureMinute[] = [];
  const pending: Draft[] = [];
  let running: Promise<void> = Promise.resolve();

  async function describeTaken(): Promise<void> {
    for (let minute = minutes[0]; minute !== undefined; minute = minutes[0]) {
      pending.push(...(await draftEvents(context, minute)));
      minutes.shift();
    }
  }

  async function writeAll(withCurrent: boolean): Promise<void> {
    // First those that waited: until then the others stay in the counter, where they have only so much room.
    await describeTaken();
    if (pending.length < maxPending) minutes.push(...counts.take(withCurrent));
    await describeTaken();
    for (let draft = pending[0]; draft !== undefined; draft = pending[0]) {
      await write(context, draft);
      pending.shift();
    }
  }

  return (withCurrent = false) => {
    // One after another, also when the last one failed.
    const next = running.catch(() => {}).then(() => writeAll(withCurrent));
    running = next;
    return next;
  };
}

async function draftEvents(context: OperationContext, minute: FailureMinute): Promise<Draft[]> {
  const failures = await context.storage.read((tx) => bySubject(tx, minute.counts));
  const sorted = failures.toSorted((a, b) => rank(a) - rank(b) || b.attempts - a.attempts);
  const others = sorted.slice(namedFailures).reduce((sum, each) => sum + each.attempts, minute.others);
  const drafts = sorted.slice(0, namedFailures).map(draftOf);
  return others > 0 ? [...drafts, async () => othersEvent(others)] : drafts;
}

/** Failures of somebody who exists are named before those of nobody. */
function rank({ subject }: SubjectFailures): number {
  return subject.endsWith(':unknown') ? 1 : 0;
}

async function bySubject(tx: ReadTransaction, counts: readonly FailureCount[]): Promise<SubjectFailures[]> {
  const found = new Map<string, SubjectFailures>();
  for (const { action, tried, address, attempts, from, to } of counts) {
    // A user token says an e-mail for a person; key strings never have this character.
    const isKey = action === 'credential.failed' && !tried.includes('@');
    const all =
      action === 'invitation.refused'
        ? await invitedMeant(tx, tried)
        : isKey
          ? [await keyMeant(tx, tried)]
          : await usersMeant(tx, tried);
    for (const meant of all) {
      const name = `${action} ${meant.subject} ${meant.accountId} ${address}`;
      const known = found.get(name);
      if (known === undefined) {
        found.set(name, { ...meant, action, address, tried: new Set([tried]), attempts, from, to });
      } else {
        known.tried.add(tried);
        known.attempts += attempts;
        known.from = Math.min(known.from, from);
        known.to = Math.max(known.to, to);
      }
    }
  }
  return [...found.values()];
}

async function keyMeant(tx: ReadTransaction, tried: string): Promise<Meant> {
  const key = isKeyString(tried) ? await tx.findKeyByAppKey(tried) : undefined;
  if (key === undefined) return { subject: 'key:unknown', subjectName: undefined, accountId: null };
  return { subject: `key:${key.id}`, subjectName: key.label, accountId: key.accountId };
}

/** Every person of the address: who tries a password does not say whose. */
async function usersMeant(tx: ReadTransaction, tried: string): Promise<Meant[]> {
  const isText = tried.isWellFormed() && !tried.includes('\0');
  const users = isText ? await tx.listUsersByEmail(tried) : [];
  if (users.length === 0) return [{ subject: 'user:unknown', subjectName: undefined, accountId: null }];
  return users.map((user) => ({ subject: `user:${user.id}`, subjectName: user.email, accountId: null, user }));
}

/** Whom an invitation was for that was refused, if the account still has them. */
async function invitedMeant(tx: ReadTransaction, tried: string): Promise<Meant[]> {
  const [account = '', userId = ''] = tried.split(' ');
  const membership = await tx.findMembership(Number(account), userId);
  if (membership === undefined) return [];
  return [{ subject: `user:${userId}`, subjectName: membership.user.email, accountId: Number(account) }];
}

function draftOf(failures: SubjectFailures): Draft {
  const { action, subject, subjectName, accountId, user, address, tried, attempts } = failures;
  const times = { from: timeText(failures.from), to: timeText(failures.to) };
  const source = { channel: 'http', address } as const;
  const what =
    action === 'invitation.refused' ? { attempts, reason: 'has_password' } : { attempts, differentTexts: tried.size };
  // A user token that somebody made up says nothing of the password of whom it names.
  const whose = action === 'sign_in.failed' && user && { userId: user.id, email: user.email, source };
  return async (tx) => ({
    action,
    actor: { type: 'anonymous', source },
    accountId,
    subject,
    ...(subjectName === undefined ? {} : { subjectName }),
    before: null,
    after: { ...what, ...times },
    alsoVisibleTo: whose ? await alsoVisibleToAccountsOf(tx, whose, { attempts, ...times }) : [],
  });
}

/** What came from too many places, or with too many texts, to be told apart. */
function othersEvent(attempts: number): AuditEvent {
  return {
    action: 'credential.failed',
    actor: { type: 'anonymous', source: { channel: 'http' } },
    accountId: null,
    subject: 'many',
    before: null,
    after: { attempts },
  };
}

async function write(context: OperationContext, draft: Draft): Promise<void> {
  try {
    await runChange(context, async (tx) => ({ event: await draft(tx), value: undefined }));
  } catch (error) {
    // Perhaps it was written. Once more would be one event too many.
    if (!(error instanceof ChaveiroError) || error.code !== 'outcome_unknown') throw error;
  }
}
