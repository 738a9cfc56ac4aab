import { timingSafeEqual } from 'node:crypto';
import type { CallSource, NonCaller } from '../../domain/actor.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { isKeyId } from '../../domain/key-string.ts';
import { hashProof, linkGoneText, type SealedToken } from '../../domain/single-access-link.ts';
import type { Changed, Link, WriteTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { takeRenewalStep } from '../keys/take-renewal-step.ts';
import { runChange } from '../run-change.ts';
import { eventOfLink } from './event-of-link.ts';
import { expireLink } from './expire-links.ts';

export interface OpenLinkInput {
  /** The id in the link's address. */
  readonly link: string;
  /** What the secret in it proves itself with: 32 bytes, base64url. */
  readonly proof: string;
}

/** What a link held. Only the holder of its secret can read the token in it. */
export interface OpenedLink extends SealedToken {
  readonly appKey: string;
}

/**
 * Opens a single-access link: once, whoever else tries at the same moment, and at whichever process.
 * What it held is erased in the same change, which also records from where it was opened, and which
 * deletes the key's old token where somebody has asked for that to happen now.
 *
 * Everything else is `link_gone`, alike for an unknown id, a wrong proof, an opened, expired or
 * withdrawn link. It changes nothing about the link, and is recorded, at most once a minute.
 */
export async function openLink(
  context: OperationContext,
  source: CallSource,
  input: OpenLinkInput,
): Promise<Changed<OpenedLink>> {
  const id = input.link;
  const proofHash = hashProof(Buffer.from(input.proof, 'base64url'));
  const actor: NonCaller = { type: 'anonymous', source };
  const link = isKeyId(id) ? await context.storage.read((tx) => tx.findLink(id)) : undefined;
  if (link === undefined) throw linkGone();
  // Looked at first, so that guesses do not queue for the lock of changes. Whether it opens is found out under it.
  if (refusalOf(link, proofHash) === undefined) {
    const { value, revision } = await runChange(context, async (tx) => {
      const sealed = await tx.openLink(id, proofHash);
      if (sealed === undefined) return { event: null, value: undefined };
      const { finishesRenewal, ...value } = sealed;
      const tokens = finishesRenewal ? await finishPendingRenewal(tx, actor, link) : { before: null, after: {} };
      return {
        value: { appKey: link.appKey, ...value },
        event: {
          action: 'link.opened',
          ...eventOfLink(link, actor),
          before: tokens.before,
          after: { link: id, appKey: link.appKey, ...tokens.after },
        },
      };
    });
    if (value !== undefined) return { value, revision };
  }
  await recordRefusal(context, actor, id, proofHash);
  throw linkGone();
}

/** Deletes the old token, now that somebody has the new one, unless that was done meanwhile. */
async function finishPendingRenewal(tx: WriteTransaction, actor: NonCaller, link: Link) {
  const key = await tx.findKey(link.accountId, link.keyId);
  if (key === undefined || key.renewal === null) return { before: null, after: {} };
  const { event } = await takeRenewalStep(tx, actor, key, 'finish');
  return { before: event.before, after: event.after };
}

type Refusal = 'wrong_proof' | 'opened_before' | 'expired';

/** Why the link does not open; `undefined` when it does. */
function refusalOf(link: Link, proofHash: Uint8Array): Refusal | undefined {
  if (!timingSafeEqual(link.proofHash, proofHash)) return 'wrong_proof';
  if (link.state === 'opened') return 'opened_before';
  return link.state === 'expired' ? 'expired' : undefined;
}

/** Whoever issued the link can see that somebody else has its address, or was there first. */
async function recordRefusal(
  context: OperationContext,
  actor: NonCaller,
  id: string,
  proofHash: Uint8Array,
): Promise<void> {
  const link = await context.storage.read((tx) => tx.findLink(id));
  if (link?.state === 'expired') await expireLink(context, link);
  const reason = link && refusalOf(link, proofHash);
  if (link === undefined || reason === undefined || link.wasRefusedLately) return;
  await runChange(context, async (tx) => {
    if (!(await tx.noteLinkRefused(id))) return { event: null, value: undefined };
    return {
      value: undefined,
      event: {
        action: 'link.refused',
        ...eventOfLink(link, actor),
        before: null,
        after: { link: id, appKey: link.appKey, reason },
      },
    };
  });
}

function linkGone(): ChaveiroError {
  return new ChaveiroError('link_gone', linkGoneText);
}
