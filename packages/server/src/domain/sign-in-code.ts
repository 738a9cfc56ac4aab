import { createHmac, timingSafeEqual } from 'node:crypto';

/** For whom a code is, and with what it ends. */
export interface SignInCodeSubject {
  readonly userId: string;
  /** When the password was set; `null` where there is none. With another password the codes of before are no more. */
  readonly passwordSetAt: number | null;
}

/** A code is good from when it is told until at least so long after. */
const signInCodeMs = 10 * 60_000;

/** 32 signs, none of which is taken for another. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** 80 bits: nobody tries them out over a network. */
const length = 16;
const group = 4;

/**
 * The code that is told at this time, such as `K7QM-2XWD-…`, by which a browser is let in where somebody else tries passwords. It
 * opens nothing: the password is asked for as well. Nothing of it is stored; every server that has the key knows it.
 *
 * @param key 32 bytes that stem from a pepper
 * @param now milliseconds since 1970
 */
export function signInCodeAt(key: Uint8Array, subject: SignInCodeSubject, now: number): string {
  return codeOf(key, subject, slotOf(now));
}

/** When a code that is told now ends. */
export function signInCodeEnd(now: number): number {
  return (slotOf(now) + 2) * signInCodeMs;
}

/** Whether somebody typed a code that is good; in any letter case, with or without what divides it. */
export function isSignInCode(key: Uint8Array, subject: SignInCodeSubject, typed: string, now: number): boolean {
  const plain = Buffer.from(plainCode(typed));
  let isGood = false;
  // One more than it lasts: the clocks of two servers differ a little.
  for (const slot of [-1, 0, 1].map((step) => slotOf(now) + step)) {
    const code = Buffer.from(plainCode(codeOf(key, subject, slot)));
    if (code.length === plain.length && timingSafeEqual(code, plain)) isGood = true;
  }
  return isGood;
}

function slotOf(now: number): number {
  return Math.floor(now / signInCodeMs);
}

function codeOf(key: Uint8Array, { userId, passwordSetAt }: SignInCodeSubject, slot: number): string {
  const bytes = createHmac('sha256', key).update([userId, passwordSetAt, slot].join(' ')).digest();
  const signs = Array.from({ length }, (_, i) => alphabet.charAt((bytes[i] as number) % alphabet.length));
  return Array.from({ length: length / group }, (_, i) => signs.slice(i * group, (i + 1) * group).join('')).join('-');
}

function plainCode(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase();
}
