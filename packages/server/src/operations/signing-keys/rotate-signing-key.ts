import type { OperatorActor } from '../../domain/actor.ts';
import {
  announcementMs,
  endOfFollowed,
  findSigner,
  generateSigningKey,
  type SigningKey,
} from '../../domain/signing-key.ts';
import type { Changed } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { runChange } from '../run-change.ts';
import { timeText } from '../time-text.ts';
import { type SigningKeyView, viewOfSigningKey } from './signing-key-view.ts';

export interface RotateSigningKeyInput {
  /** Somebody else may have the private half: what was signed until now is not accepted any more. */
  readonly isCompromised: boolean;
}

/** What a rotation came to. */
export interface RotatedSigningKeys {
  readonly made: SigningKeyView;
  /** The keys that it follows and that are not over yet, the newest first. */
  readonly followed: readonly SigningKeyView[];
}

/**
 * Makes a new signing key. It is announced first, and signs once everybody who keeps our public keys has had
 * time to see it; those that it follows are accepted until the last token that was made with them has expired.
 * Every key but the one that goes on signing meanwhile loses its private half, if an earlier rotation left it one.
 * Of a compromised key nothing is accepted from now on, and the new one signs at once. For the operator alone.
 */
export async function rotateSigningKey(
  context: OperationContext,
  actor: OperatorActor,
  { isCompromised }: RotateSigningKeyInput,
): Promise<Changed<RotatedSigningKeys>> {
  const startedAt = context.clock();
  // Before the change: a pair of keys takes longer than others should wait for.
  const announced = generateSigningKey(context.peppers, startedAt, startedAt + announcementMs);
  return await runChange(context, async (tx, now) => {
    const keys = await tx.listSigningKeys();
    const signer = isCompromised ? undefined : findSigner(keys, now);
    // Where nothing was signed yet, nobody has to be told first.
    const made: SigningKey = signer === undefined ? { ...announced, signsFrom: now } : announced;
    const ended = keys
      .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
      .map((key) => ({ kid: key.kid, expiresAt: isCompromised ? key.createdAt : endOf(key, made) }));
    for (const { kid, expiresAt } of ended) {
      await tx.endSigningKey(kid, { expiresAt, erase: kid !== signer?.kid });
    }
    // The one that went on signing at the rotation before: by now it is over, unless that was a moment ago.
    for (const { kid, expiresAt, privateKey } of keys) {
      if (privateKey === null || expiresAt === null || expiresAt > now) continue;
      await tx.endSigningKey(kid, { expiresAt, erase: true });
    }
    await tx.insertSigningKey(made);
    const all = await tx.listSigningKeys();
    const views = all.map((key) => viewOfSigningKey(key, all, now)).filter(({ state }) => state !== 'over');
    return {
      value: {
        made: views.find(({ kid }) => kid === made.kid) as SigningKeyView,
        followed: views.filter(({ kid }) => kid !== made.kid),
      },
      event: {
        action: 'signing_key.rotated',
        actor,
        accountId: null,
        subject: `signing-key:${made.kid}`,
        before: null,
        after: {
          kid: made.kid,
          signsFrom: timeText(made.signsFrom),
          isCompromised,
          followed: ended.map(({ kid, expiresAt }) => ({ kid, expiresAt: timeText(expiresAt) })),
        },
      },
    };
  });
}

/** A key that is followed twice ends when it was to end already. */
function endOf({ expiresAt }: SigningKey, next: SigningKey): number {
  return Math.min(expiresAt ?? Number.POSITIVE_INFINITY, endOfFollowed(next));
}
