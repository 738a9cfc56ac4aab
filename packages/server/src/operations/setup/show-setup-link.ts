import type { SetupLinkPurpose } from '../../domain/setup-link.ts';
import type { OperationContext } from '../context.ts';
import { timeText } from '../time-text.ts';
import { checkPasswordLink, getInvited, nameOf } from './check-setup-link.ts';
import { getSetupLink, linkGone } from './get-setup-link.ts';

/** What a link is for, for whoever holds it: asked before a password is chosen. Uses nothing up. */
export interface SetupLinkView {
  readonly purpose: SetupLinkPurpose;
  /** The account that an invitation is to, or that issued a password link; `null` for the operator's, and for a first account. */
  readonly account: string | null;
  /** Whom it is for; `null` for a first account. */
  readonly email: string | null;
  /** ISO 8601, UTC, with milliseconds. */
  readonly expiresAt: string;
}

/** Throws `link_gone` for a link that would open nothing, alike whatever the reason is. */
export async function showSetupLink(
  { storage }: OperationContext,
  { secret }: { readonly secret: string },
): Promise<SetupLinkView> {
  return await storage.read(async (tx) => {
    const link = await getSetupLink(tx, secret);
    const user = link.userId === null ? undefined : await tx.findUserById(link.userId);
    if (user === undefined) {
      if (link.userId !== null || (await tx.listAccounts()).length > 0) throw linkGone();
    } else if (link.purpose === 'invitation') {
      await getInvited(tx, link, user);
    } else {
      await checkPasswordLink(tx, link, user);
    }
    return {
      purpose: link.purpose,
      account: link.accountId === null ? null : await nameOf(tx, link.accountId),
      email: user?.email ?? null,
      expiresAt: timeText(link.expiresAt),
    };
  });
}
