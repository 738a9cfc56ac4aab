import type { Actor } from '../../domain/actor.ts';
import type { ApiKey } from '../../domain/api-key.ts';
import { errorCodes } from '../../domain/error-codes.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { Changed, ChangeOutcome, WriteTransaction } from '../../storage/storage.ts';
import type { OperationContext, RepeatableContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';
import { tryChange } from '../run-or-try-change.ts';
import { runRepeatableChange } from '../run-repeatable-change.ts';
import { timeText } from '../time-text.ts';
import { type Evidence, readEvidence } from '../usage/evidence.ts';
import { changedMeanwhile, checkVersion, type ExpectedVersions } from '../view-version.ts';
import { checkNotByOldToken, checkUndoesNoOwnRenewal } from './check-own-tokens.ts';
import { getKey } from './get-key.ts';
import { type KeyView, viewOfKey } from './key-view.ts';
import type { RenewalInput } from './start-renewal.ts';
import { takeRenewalStep } from './take-renewal-step.ts';

export interface EndRenewalInput extends RenewalInput {
  /** When the renewal was started that is meant, as the key's view says it; absent for whichever is pending. */
  readonly startedAt?: string | undefined;
  readonly ifVersion?: ExpectedVersions;
  /** Only answers what would happen. */
  readonly dryRun?: boolean | undefined;
}

export interface EndedRenewalView extends KeyView {
  /** How the key's two tokens were used until then. */
  readonly evidence: Evidence;
}

export interface FinishRenewalInput extends EndRenewalInput {
  /** Default `now`; `opened` waits until the single-access link to the new token is opened. */
  readonly when?: 'now' | 'opened' | undefined;
}

/**
 * Finishes a renewal: the old token is deleted, for good, and the new one is the key's only token.
 * Needs RenewApiToken, and no more: it only takes access away. A key may do it for itself with its new token,
 * and not with the old one.
 *
 * When opened: at once if the link was opened, otherwise in the very change that opens it. Until
 * then both tokens work and the renewal is pending; it can still be finished now, or undone.
 *
 * Throws `changed_meanwhile` for another renewal or version than the one that is meant, `own_renewal`, `no_renewal`; for `opened`, `link_expired`, and `invalid_request` when there is no link; `not_found`
 * and what `authorizeInAccount` throws.
 */
export async function finishRenewal(
  context: RepeatableContext,
  actor: Actor,
  input: FinishRenewalInput,
): Promise<Changed<EndedRenewalView>> {
  return await endRenewal(context, actor, input, 'finish', input.when);
}

/**
 * Undoes a renewal, as long as the old token exists: the new token is deleted, for good, also when it
 * is in use already. Needs, and throws, what `finishRenewal` does; no key does it for itself.
 */
export async function undoRenewal(
  context: OperationContext,
  actor: Actor,
  input: EndRenewalInput,
): Promise<Changed<EndedRenewalView>> {
  return await endRenewal(context, actor, input, 'undo');
}

async function endRenewal(
  context: RepeatableContext,
  actor: Actor,
  input: EndRenewalInput,
  step: 'finish' | 'undo',
  when: FinishRenewalInput['when'] = 'now',
): Promise<Changed<EndedRenewalView>> {
  const startedAt = input.startedAt === undefined ? undefined : parseStart(input.startedAt);
  const work = async (tx: WriteTransaction, now: number): Promise<ChangeOutcome<EndedRenewalView>> => {
    const entrance = await authorizeInAccount(tx, now, actor, input.account, ['RenewApiToken']);
    const { account } = entrance;
    const key = await getKey(tx, account.id, input.key);
    if (step === 'undo') checkUndoesNoOwnRenewal(actor, key.id);
    else checkNotByOldToken(actor, entrance, key.id, 'finish the renewal of');
    const view = viewOfKey(key, account, now);
    checkVersion(input.ifVersion, view);
    checkSameRenewal(view, startedAt);
    const evidence = await readEvidence(tx, key, now);
    if (when === 'opened' && waitsForLink(key)) {
      const value = { ...view, evidence };
      if (!(await tx.finishRenewalWhenOpened(key.id))) return { value, event: null };
      return {
        value,
        event: {
          action: 'renewal.finish_scheduled',
          actor,
          accountId: account.id,
          subject: `key:${key.id}`,
          subjectName: key.label,
          before: null,
          after: { link: { finishes: 'renewal' } },
        },
      };
    }
    const after = await takeRenewalStep(tx, actor, key, step);
    return { value: { ...viewOfKey(after.key, account, now), evidence }, event: after.event };
  };
  return input.dryRun === true ? await tryChange(context, work) : await runRepeatableChange(context, [], work);
}

/** One text of a time has several spellings. */
function parseStart(text: string): string {
  const time = Date.parse(text);
  if (Number.isFinite(time) && /^\d{4}-\d\d-\d\dT/.test(text)) return timeText(time);
  throw new ChaveiroError('invalid_request', 'When the renewal was started, as the key says it in "renewal".', {
    field: 'startedAt',
  });
}

/** Of no renewal at all it is said later that there is none. Throws `changed_meanwhile` for another one. */
function checkSameRenewal(view: KeyView, startedAt: string | undefined): void {
  if (startedAt === undefined || view.renewal === null || view.renewal.startedAt === startedAt) return;
  throw changedMeanwhile(view);
}

/** Whether the link to the new token is still to be opened. Throws when it never will be. */
function waitsForLink({ tokens }: ApiKey): boolean {
  const link = tokens.find(({ role }) => role === 'new')?.link;
  if (link === 'none') {
    throw new ChaveiroError(
      'invalid_request',
      'The new token was delivered without a link, so there is nothing to wait for: finish "now".',
      { field: 'when' },
    );
  }
  if (link === 'expired') throw new ChaveiroError('link_expired', errorCodes.link_expired);
  return link === 'unopened';
}
