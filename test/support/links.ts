import { createDecipheriv, hkdfSync } from 'node:crypto';
import { callApi } from './api.ts';
import type { KeyPair } from './chaveiro.ts';

/** A key that was delivered by a link, and the link taken apart. */
export interface LinkedKey {
  readonly id: string;
  readonly appKey: string;
  readonly url: string;
  readonly linkId: string;
  readonly secret: string;
  readonly expiresAt: string;
}

/** What a link's secret proves itself with, written a second time after the description of the API. */
export function proofOf(secret: string): string {
  const proof = hkdfSync('sha256', Buffer.from(secret, 'base64url'), new Uint8Array(0), 'proof', 32);
  return Buffer.from(proof).toString('base64url');
}

/** Creates a key of `lojaverde` whose token waits in a link. */
export async function createLinkedKey(url: string, owner: KeyPair, label = 'linked'): Promise<LinkedKey> {
  const answer = await callApi<{ id: string; appKey: string; link: { url: string; expiresAt: string } }>(
    ...([url, owner, 'POST', '/api/v1/accounts/lojaverde/keys', { label, delivery: 'link' }] as const),
  );
  if (answer.status !== 201) throw new Error(`creating a key with a link answered ${answer.status}`);
  const { id, appKey, link } = answer.body;
  const { pathname, hash } = new URL(link.url);
  const linkId = pathname.split('/').at(-1) ?? '';
  return { id, appKey, url: link.url, linkId, secret: hash.slice(1), expiresAt: link.expiresAt };
}

/** Opens a link as the page does; does not judge the status. */
export async function reveal(url: string, { linkId, secret }: Pick<LinkedKey, 'linkId' | 'secret'>) {
  const path = `/api/v1/credentials/${linkId}/reveal`;
  return await callApi<{ appKey: string; ciphertext: string; nonce: string; code?: string }>(
    ...([url, null, 'POST', path, { proof: proofOf(secret) }] as const),
  );
}

/** The token that an opened link held, or `undefined` when the secret is not its own. */
export function decrypt(
  { linkId, secret }: Pick<LinkedKey, 'linkId' | 'secret'>,
  sealed: { ciphertext: string; nonce: string },
): string | undefined {
  const key = hkdfSync('sha256', Buffer.from(secret, 'base64url'), new Uint8Array(0), 'key', 32);
  const bytes = Buffer.from(sealed.ciphertext, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key), Buffer.from(sealed.nonce, 'base64url'));
  decipher.setAAD(Buffer.from(linkId)).setAuthTag(bytes.subarray(-16));
  try {
    return decipher.update(bytes.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}
