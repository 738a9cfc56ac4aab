import { createHmac, hkdfSync } from 'node:crypto';
import { type AuditLink, auditMac } from './audit-chain.ts';
import { ChaveiroError } from './errors.ts';

/** A secret of the installation that is kept outside its database. */
export interface Pepper {
  /** 1 to 32 characters of `[0-9a-z-]`. */
  readonly id: string;
  /** At least 32 bytes. */
  readonly secret: Uint8Array;
}

const LINE = /^([0-9a-z-]{1,32}):((?:[0-9a-fA-F]{2}){32,})$/;

/**
 * Reads the text of a pepper file: one `id:hex` per line, empty lines between them.
 *
 * @returns the peppers in the order of their lines, or the number of the first line that is not one
 */
export function parsePeppers(text: string): Pepper[] | { readonly badLine: number } {
  const peppers: Pepper[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const match = LINE.exec(line.trim());
    const isKnown = peppers.some((pepper) => pepper.id === match?.[1]);
    if (match === null || isKnown) return { badLine: i + 1 };
    peppers.push({ id: match[1] as string, secret: Buffer.from(match[2] as string, 'hex') });
  }
  return peppers;
}

/** By this the database recognises a pepper, without learning anything about it. */
export function checkValueOf(pepper: Pepper): Uint8Array {
  return createHmac('sha256', pepper.secret).update('check').update(pepper.id).digest();
}

/** The peppers of a running process, and what is derived from them. The secrets do not come out again. */
export class Peppers {
  /** Under this one new tokens are stored and audit entries sealed. */
  readonly currentId: string;
  readonly #secrets: ReadonlyMap<string, Uint8Array>;
  readonly #auditKeys = new Map<string, Uint8Array>();

  /** @param currentId the id of one of the peppers */
  constructor(peppers: readonly Pepper[], currentId: string) {
    this.#secrets = new Map(peppers.map((pepper) => [pepper.id, pepper.secret]));
    this.#secretOf(currentId);
    this.currentId = currentId;
  }

  has(pepperId: string): boolean {
    return this.#secrets.has(pepperId);
  }

  /**
   * The key under which one token is stored: HMAC-SHA-256(pepper, "token" ‖ key id ‖ token id).
   *
   * A node that is given it can recognise this token and no other. Both ids are UUIDs, 36 characters,
   * so nothing needs to separate them. Throws `pepper_missing`.
   */
  tokenKey(keyId: string, tokenId: string, pepperId: string): Uint8Array {
    return createHmac('sha256', this.#secretOf(pepperId)).update('token').update(keyId).update(tokenId).digest();
  }

  /**
   * The key that goes into the hashes of passwords: with the database alone nobody can try passwords.
   * Throws `pepper_missing`.
   */
  passwordKey(pepperId: string): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.#secretOf(pepperId), '', 'password', 32));
  }

  /** The key of the codes that let a browser try a password. */
  signInCodeKey(): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.#secretOf(this.currentId), '', 'sign-in-code', 32));
  }

  /**
   * The key under which the private half of one signing key is sealed: with the database alone nobody can sign.
   * Throws `pepper_missing`.
   */
  sealingKey(kid: string, pepperId: string): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.#secretOf(pepperId), '', `signing-key ${kid}`, 32));
  }

  /** The key under which the credentials of followers are stored. Throws `pepper_missing`. */
  followerKey(pepperId: string): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.#secretOf(pepperId), '', 'follower', 32));
  }

  /** Links an entry into the audit chain, under the current pepper. */
  seal(link: AuditLink): { pepperId: string; mac: Uint8Array } {
    return { pepperId: this.currentId, mac: this.auditMac(this.currentId, link) };
  }

  /** The MAC that an entry sealed under this pepper must have. Throws `pepper_missing`. */
  auditMac(pepperId: string, link: AuditLink): Uint8Array {
    let key = this.#auditKeys.get(pepperId);
    if (key === undefined) {
      key = new Uint8Array(hkdfSync('sha256', this.#secretOf(pepperId), '', 'audit', 32));
      this.#auditKeys.set(pepperId, key);
    }
    return auditMac(key, link);
  }

  #secretOf(pepperId: string): Uint8Array {
    const secret = this.#secrets.get(pepperId);
    if (secret === undefined) {
      throw new ChaveiroError('pepper_missing', `The pepper "${pepperId}" is not in the pepper file.`);
    }
    return secret;
  }
}
