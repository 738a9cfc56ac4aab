import type { Actor, NonCaller } from '../../domain/actor.ts';
import type { ApiKey } from '../../domain/api-key.ts';
import type { AuditAction, AuditEvent } from '../../domain/audit-event.ts';
import { type Renewal, type RenewalStep, stepRenewal } from '../../domain/renewal.ts';
import type { NewToken, WriteTransaction } from '../../storage/storage.ts';
import { timeText } from '../time-text.ts';
import { getKey } from './get-key.ts';

const actions: Readonly<Record<RenewalStep, AuditAction>> = {
  start: 'renewal.started',
  replace: 'renewal.started',
  finish: 'renewal.finished',
  undo: 'renewal.undone',
};

/** What a start, or a replacement, brings along; finish and undo bring nothing. */
interface Start {
  readonly token: NewToken;
  readonly renewal: Renewal;
}

/** Its two sides say which tokens there were and are. */
type TokenDates = { readonly tokens: readonly { readonly role: string; readonly createdAt: string }[] };
type RenewalEvent = Omit<AuditEvent, 'before' | 'after'> & { readonly before: TokenDates; readonly after: TokenDates };

/**
 * Takes one step of a key's renewal in the transaction. Whoever calls has checked rights.
 *
 * @returns the key as it then is, and the event that says which tokens it had and has
 *
 * Throws what `stepRenewal` throws.
 */
export async function takeRenewalStep(
  tx: WriteTransaction,
  actor: Actor | NonCaller,
  key: ApiKey,
  step: RenewalStep,
  start: Start | null = null,
): Promise<{ readonly key: ApiKey; readonly event: RenewalEvent }> {
  const { deletes, renames } = stepRenewal(
    key.tokens.map((token) => token.role),
    step,
  );
  await tx.updateTokens(key.id, { deletes, renames, added: start?.token ?? null, renewal: start?.renewal ?? null });
  const after = await getKey(tx, key.accountId, key.id);
  const event = {
    action: actions[step],
    actor,
    accountId: key.accountId,
    subject: `key:${key.id}`,
    subjectName: key.label,
    before: { tokens: datesOf(key) },
    after: { tokens: datesOf(after) },
  };
  return { key: after, event };
}

function datesOf({ tokens }: ApiKey) {
  return tokens.map(({ role, createdAt }) => ({ role, createdAt: timeText(createdAt) }));
}
