import { ChaveiroError } from '../../domain/errors.ts';
import { hashOfSecret } from '../../domain/secret.ts';
import type { SetupLink } from '../../domain/setup-link.ts';
import type { ReadTransaction } from '../../storage/storage.ts';

export interface LiveSetupLink extends SetupLink {
  readonly secretHash: Uint8Array;
}

/** The link of this secret; throws `link_gone`, alike whatever the reason is that there is none. */
export async function getSetupLink(tx: ReadTransaction, secret: string): Promise<LiveSetupLink> {
  const secretHash = hashOfSecret(secret);
  const link = secretHash === undefined ? undefined : await tx.findSetupLink(secretHash);
  if (secretHash === undefined || link === undefined) throw linkGone();
  return { ...link, secretHash };
}

/**
 * The same for who wants to make the first account, to whom more can be said: whether there is one shows at the
 * sign-in as well.
 */
export async function getFirstAccountLink(tx: ReadTransaction, secret: string): Promise<LiveSetupLink> {
  if ((await tx.listAccounts()).length > 0) throw firstLinkGone(true);
  const secretHash = hashOfSecret(secret);
  const link = secretHash === undefined ? undefined : await tx.findSetupLink(secretHash);
  if (secretHash === undefined || link === undefined) throw firstLinkGone(false);
  return { ...link, secretHash };
}

/** @param hasAccount whether there is an account by now */
export function firstLinkGone(hasAccount: boolean): ChaveiroError {
  return new ChaveiroError(
    'link_gone',
    hasAccount
      ? 'There is an account already, so a link to the first one opens nothing any more. Sign in; who has no password gets a link by: chaveiro user password-link'
      : 'This link to the first account was printed for another database, by a server that was started often since, or more than 72 hours ago. Start the server again: it prints a new one.',
  );
}

export function linkGone(): ChaveiroError {
  return new ChaveiroError(
    'link_gone',
    'This link cannot be opened: it was opened or replaced already, or is older than 72 hours. Ask for a new one.',
  );
}
