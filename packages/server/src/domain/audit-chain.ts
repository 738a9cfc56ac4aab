import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** What the MAC of one audit entry covers. */
export interface AuditLink {
  /** Of the entry before, 32 bytes; `chainStart` for the first one. */
  readonly previousMac: Uint8Array;
  /** The number of the change that the entry describes. */
  readonly revision: number;
  /** SHA-256 of the content's exact text, 32 bytes. */
  readonly contentDigest: Uint8Array;
}

/** What stands in the place of a MAC before the first entry. */
export const chainStart: Uint8Array = new Uint8Array(32);

/** SHA-256 of an entry's text. */
export function auditDigest(content: string): Uint8Array {
  return hash('sha256', content, 'buffer');
}

/**
 * HMAC-SHA-256 over previous MAC, revision (8 bytes, big-endian) and digest.
 *
 * Each MAC depends on all entries before it, and on a key that the database does not hold: whoever can
 * only write to the database can neither change an entry nor take one out and link the rest again.
 */
export function auditMac(key: Uint8Array, link: AuditLink): Uint8Array {
  const revision = Buffer.alloc(8);
  revision.writeBigUInt64BE(BigInt(link.revision));
  return createHmac('sha256', key).update(link.previousMac).update(revision).update(link.contentDigest).digest();
}

/** Whether two MACs or digests are equal, in a time that does not tell where they differ. */
export function isSameMac(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}
