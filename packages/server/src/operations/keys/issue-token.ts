import { createHmac, randomUUID } from 'node:crypto';
import { generateToken, type TokenRole, tokenDigest } from '#engine';
import type { Peppers } from '../../domain/pepper.ts';
import type { PlainToken } from '../../domain/plain-token.ts';
import type { NewToken } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';

/** The two forms of a new token: one for the answer that delivers it, one to be stored. */
export interface IssuedToken {
  readonly plain: PlainToken;
  readonly stored: NewToken;
}

/** A token for a key, which is known nowhere yet. */
export function issueToken(
  context: Pick<OperationContext, 'peppers'>,
  keyId: string,
  role: TokenRole,
  now: number,
): IssuedToken {
  const plain = generateToken() as PlainToken;
  const digest = Buffer.from(tokenDigest(plain), 'latin1');
  return { plain, stored: storeDigest(context.peppers, keyId, digest, { role, isImported: false, createdAt: now }) };
}

/**
 * A token of a key as it is stored.
 *
 * That is HMAC-SHA-256(k, SHA-256(token)), where k depends on the pepper and on both ids: a copy of
 * the database can neither be searched for a token nor have a token's hash moved to another key.
 */
export function storeDigest(
  peppers: Peppers,
  keyId: string,
  digest: Uint8Array,
  token: Pick<NewToken, 'role' | 'isImported' | 'createdAt'>,
): NewToken {
  const id = randomUUID();
  const pepperId = peppers.currentId;
  return { ...token, id, pepperId, storedHash: storedHashOf(peppers, { keyId, id, pepperId }, digest) };
}

/** What is stored of a digest for one token of one key under one pepper. */
export function storedHashOf(
  peppers: Peppers,
  { keyId, id, pepperId }: { readonly keyId: string; readonly id: string; readonly pepperId: string },
  digest: Uint8Array,
): Buffer {
  return createHmac('sha256', peppers.tokenKey(keyId, id, pepperId))
    .update(digest)
    .digest();
}
