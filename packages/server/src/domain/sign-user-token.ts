import type { KeyObject } from 'node:crypto';
import { type UserTokenClaims, userTokenHeader } from '@chaveiro/sdk';
import { SignJWT } from 'jose';

/** The token with these claims, signed by ES256 (RFC 7515, compact form). */
export async function signUserToken(claims: UserTokenClaims, kid: string, privateKey: KeyObject): Promise<string> {
  return await new SignJWT({ ...claims }).setProtectedHeader(userTokenHeader(kid)).sign(privateKey);
}
