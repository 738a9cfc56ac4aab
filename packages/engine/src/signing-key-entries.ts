import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { SigningKeyRecord } from './change-feed.ts';
import { userTokenHeader } from './user-token.ts';

/** What is known of a signing key. The same object for as long as the index lives. */
export interface SigningKeyEntry {
  record: SigningKeyRecord;
  /** Made from the record when it is first needed. */
  key: KeyObject | undefined;
}

/**
 * Signing keys by the exact first part of the tokens that they sign.
 *
 * No header is ever parsed: a token begins like those of one of our keys, to the byte, or nobody looks
 * at it any further. So there is no algorithm to be talked into, no key to be brought along, and no
 * extension to be understood.
 */
export class SigningKeyEntries {
  readonly #byHeader = new Map<string, SigningKeyEntry>();

  /** Answers whether the record was newer than what is held. */
  apply(record: SigningKeyRecord): boolean {
    const header = Buffer.from(JSON.stringify(userTokenHeader(record.kid))).toString('base64url');
    const held = this.#byHeader.get(header);
    if (held === undefined) {
      this.#byHeader.set(header, { record, key: undefined });
      return true;
    }
    if (record.revision <= held.record.revision) return false;
    held.record = record;
    held.key = undefined;
    return true;
  }

  /** The records of all keys, also of those that are over. */
  records(): SigningKeyRecord[] {
    return [...this.#byHeader.values()].map(({ record }) => record);
  }

  /** @param header the first part of a token, without the dot */
  find(header: string): SigningKeyEntry | undefined {
    return this.#byHeader.get(header);
  }
}

/** Whether the key is still good at `now`, milliseconds since 1970. */
export function isSigningKeyAlive({ record }: SigningKeyEntry, now: number): boolean {
  return record.expiresAt === null || now < record.expiresAt;
}

/**
 * Whether the key has signed `signed` by ES256 (RFC 7518, section 3.4). Costs some fifty times as much as a
 * hash, and waits for nothing.
 *
 * @param signature r and s, 64 bytes
 */
export function isSignedBy(entry: SigningKeyEntry, signed: string, signature: Uint8Array): boolean {
  try {
    entry.key ??= createPublicKey({ key: Buffer.from(entry.record.publicKey), format: 'der', type: 'spki' });
    return verify('sha256', Buffer.from(signed), { key: entry.key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    // A record that is no key vouches for nothing.
    return false;
  }
}
