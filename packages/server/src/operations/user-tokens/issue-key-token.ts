import type { CallSource } from '../../domain/actor.ts';
import { signUserToken } from '../../domain/sign-user-token.ts';
import { openSigningKey } from '../../domain/signing-key.ts';
import { newClaims, type UserTokenHolder } from '../../domain/user-token.ts';
import type { OperationContext } from '../context.ts';
import { getSigner } from '../signing-keys/get-signer.ts';
import type { IssuedUserToken } from './issue-own-token.ts';
import type { RecordLogin } from './login-log.ts';

/** A key that has just shown its pair, and where it was. */
export interface KeyLogin {
  readonly holder: Extract<UserTokenHolder, { type: 'key' }>;
  /** Name of the account that the user token is made for. */
  readonly account: string;
  readonly source: CallSource;
}

/**
 * A user token for a key that has just shown its pair. It ends with the API token of that pair. The key counts as
 * used, and the login is in the audit log before the token is handed out.
 */
export async function issueKeyToken(
  context: OperationContext,
  recordLogin: RecordLogin,
  { holder, account, source }: KeyLogin,
): Promise<IssuedUserToken> {
  const signer = await getSigner(context);
  const claims = newClaims(holder, account, context.clock());
  await recordLogin({ ...holder, source }, account, claims.exp * 1000);
  const userToken = await signUserToken(claims, signer.kid, openSigningKey(context.peppers, signer));
  return { userToken, expires: claims.exp };
}
