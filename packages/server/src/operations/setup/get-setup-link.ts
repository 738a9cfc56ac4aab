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

export function linkGone(): ChaveiroError {
  return new ChaveiroError(
    'link_gone',
    'This link cannot be opened: it was opened or replaced already, or is older than 72 hours. Ask for a new one.',
  );
}
