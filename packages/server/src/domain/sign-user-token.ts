import type { KeyObject } from 'node:crypto';
import { type UserTokenClaims, userTokenHeader } from '#engine';

/** The token with these claims, signed by ES256 (RFC 7515, compact form). */
export async function signUserToken(claims: UserTokenClaims, kid: string, privateKey: KeyObject): Promise<string> {
  // Imported here, so that a process waits for it that signs one, and no other.
  const { SignJWT } = await import('jose');
  return await new SignJWT({ ...claims }).setProtectedHeader(userTokenHeader(kid)).sign(privateKey);
}
