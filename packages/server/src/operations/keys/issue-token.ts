import { createHmac, randomUUID } from 'node:crypto';
import { generateToken, type TokenRole, tokenDigest } from '@chaveiro/sdk';
import type { PlainToken } from '../../domain/plain-token.ts';
import type { NewToken } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';

/** The two forms of a new token: one for the answer that delivers it, one to be stored. */
export interface IssuedToken {
  readonly plain: PlainToken;
  readonly stored: NewToken;
}

/**
 * A token for a key, which is known nowhere yet.
 *
 * Stored is HMAC-SHA-256(k, SHA-256(token)), where k depends on the pepper and on both ids: a copy of
 * the database can neither be searched for a token nor have a token's hash moved to another key.
 */
export function issueToken(context: OperationContext, keyId: string, role: TokenRole, now: number): IssuedToken {
  const { peppers } = context;
  const plain = generateToken() as PlainToken;
  const id = randomUUID();
  const tokenKey = peppers.tokenKey(keyId, id, peppers.currentId);
  const storedHash = createHmac('sha256', tokenKey).update(tokenDigest(plain), 'latin1').digest();
  return {
    plain,
    stored: { id, role, storedHash, pepperId: peppers.currentId, isImported: false, createdAt: now },
  };
}
