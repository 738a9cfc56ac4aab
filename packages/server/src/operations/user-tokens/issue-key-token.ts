import { signUserToken } from '../../domain/sign-user-token.ts';
import { openSigningKey } from '../../domain/signing-key.ts';
import { newClaims, type UserTokenHolder } from '../../domain/user-token.ts';
import type { OperationContext } from '../context.ts';
import { getSigner } from '../signing-keys/get-signer.ts';
import type { IssuedUserToken } from './issue-own-token.ts';

/**
 * A user token for a key that has just shown its pair. It ends with the API token of that pair, and changes
 * nothing: the key counts as used, and no event is written.
 *
 * @param account the account that it is made for
 */
export async function issueKeyToken(
  context: OperationContext,
  holder: Extract<UserTokenHolder, { type: 'key' }>,
  account: string,
): Promise<IssuedUserToken> {
  const signer = await getSigner(context);
  const claims = newClaims(holder, account, context.clock());
  const userToken = await signUserToken(claims, signer.kid, openSigningKey(context.peppers, signer));
  return { userToken, expires: claims.exp };
}
