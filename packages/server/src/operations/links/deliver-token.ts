import type { PlainToken } from '../../domain/plain-token.ts';
import { linkLifetimeMs, sealToken } from '../../domain/single-access-link.ts';
import type { WriteTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import type { IssuedToken } from '../keys/issue-token.ts';
import { timeText } from '../time-text.ts';

/** How a new token reaches its holder: in the answer itself, or in a single-access link. */
export type Delivery = 'token' | 'link';

/** A single-access link, in the only answer that ever holds its address. */
export interface IssuedLink {
  readonly url: string;
  /** ISO 8601, by the database's clock. */
  readonly expiresAt: string;
}

/** What an answer brings of a new token: the token, or else the link to it. */
export type Delivered<D extends Delivery> = D extends 'link'
  ? { readonly link: IssuedLink }
  : { readonly appToken: PlainToken };

interface Delivering<D extends Delivery> {
  readonly answer: Delivered<D>;
  /** What the event of the change says about it. */
  readonly audited: { readonly link?: { readonly id: string; readonly expiresAt: string } };
}

/**
 * Hands a token that was just stored over to the answer, or to a new link: then the token itself is in
 * no answer, and what opens the link is in this one only.
 */
export async function deliverToken<D extends Delivery>(
  context: Pick<OperationContext, 'publicUrl'>,
  tx: WriteTransaction,
  delivery: D,
  keyId: string,
  token: IssuedToken,
): Promise<Delivering<D>> {
  if (delivery === 'token') return { answer: { appToken: token.plain } as Delivered<D>, audited: {} };
  const { id, secret, ...sealed } = sealToken(token.plain);
  const stored = await tx.insertLink({ id, keyId, tokenId: token.stored.id, ...sealed }, linkLifetimeMs);
  const expiresAt = timeText(stored.expiresAt);
  const link = { url: `${context.publicUrl()}/credentials/${id}#${secret}`, expiresAt };
  return { answer: { link } as Delivered<D>, audited: { link: { id, expiresAt } } };
}
