import { type Actor, actorName } from '../../domain/actor.ts';
import type { Rights } from '../../domain/ceiling.ts';
import { generateSecret } from '../../domain/secret.ts';
import { ceilingOf, type SetupLinkPurpose, setupLinkLimitMs, setupUrl } from '../../domain/setup-link.ts';
import type { WriteTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { timeText } from '../time-text.ts';

export interface IssuedLink {
  /** The only place where its secret ever stands. */
  readonly url: string;
  /** ISO 8601, UTC, with milliseconds. */
  readonly expiresAt: string;
}

interface NewSetupLink {
  readonly purpose: SetupLinkPurpose;
  readonly userId: string | null;
  readonly accountId: number | null;
  /** What the issuer holds. */
  readonly rights: Rights;
  readonly actor: Actor;
  readonly now: number;
}

/** Makes a link that can be opened once, for 72 hours; an older one for the same is gone. Whoever calls has checked the rights. */
export async function issueSetupLink(
  context: Pick<OperationContext, 'publicUrl'>,
  tx: WriteTransaction,
  { purpose, userId, accountId, rights, actor, now }: NewSetupLink,
): Promise<IssuedLink> {
  const secret = generateSecret();
  const stamp = { createdAt: now, createdBy: actorName(actor) };
  const link = { purpose, userId, accountId, secretHash: secret.hash, ceiling: ceilingOf(rights), ...stamp };
  const { expiresAt } = await tx.insertSetupLink(link, setupLinkLimitMs);
  return { url: setupUrl(context.publicUrl(), purpose, secret.plain), expiresAt: timeText(expiresAt) };
}
