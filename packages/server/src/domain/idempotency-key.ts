import { createHmac, hkdfSync } from 'node:crypto';
import { ChaveiroError } from './errors.ts';
import { type SealedText, sealText, unsealText } from './sealed-text.ts';

/** The header in which a client sends it. */
export const idempotencyHeader = 'Idempotency-Key';

/** What the header may hold. A client of the draft standard sends the same between quotation marks. */
export const idempotencyKeyPattern = '^[A-Za-z0-9_-]{22,255}$';

const form = new RegExp(idempotencyKeyPattern);
const quoted = /^"(.*)"$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Fewest characters that can hold 128 bits, by the alphabet that a text seems to come from. The chance
 * that a text of 22 random base64url characters has nothing but hexadecimal digits is one in 10^9.
 */
const alphabets: readonly { readonly name: string; readonly pattern: RegExp; readonly fewest: number }[] = [
  { name: 'decimal digits', pattern: /^[0-9_-]*$/, fewest: 39 },
  { name: 'hexadecimal digits', pattern: /^[0-9a-fA-F_-]*$/, fewest: 32 },
];

/**
 * The secret by which a client repeats a request, and under which the answer is sealed: whoever has
 * both a copy of the database and this text can read the answer for as long as it is sealed there.
 * So it has to be random, and is treated like a token: no log, no event and no error shows it.
 */
export class IdempotencyKey {
  readonly #text: string;

  /**
   * Throws `invalid_request` for a text that cannot have 128 random bits, whatever its maker intended. How
   * random it is cannot be seen.
   *
   * @param text the header's value
   */
  constructor(text: string) {
    const inner = quoted.exec(text)?.[1] ?? text;
    if (!form.test(inner)) throw refusal('It has 22 to 255 characters of A-Z, a-z, 0-9, "-" and "_".');
    if (uuid.test(inner)) throw refusal('A UUID has at most 122 random bits.');
    const alphabet = alphabets.find(({ pattern }) => pattern.test(inner));
    if (alphabet !== undefined && inner.replaceAll(/[_-]/g, '').length < alphabet.fewest) {
      throw refusal(`Of ${alphabet.name} it takes at least ${alphabet.fewest}.`);
    }
    this.#text = inner;
  }

  /** By this the database finds the answer again, without learning the key: 32 bytes. */
  get id(): Uint8Array {
    return this.#derive('id');
  }

  /** Recognises a request: 32 bytes. Keyed, so that a copy of the database cannot confirm a guess of what was sent. */
  macOf(request: string): Uint8Array {
    return createHmac('sha256', this.#derive('request')).update(request).digest();
  }

  seal(answer: string): SealedText {
    return sealText(this.#derive('answer'), this.id, answer);
  }

  /** `undefined` when it was not sealed under this key. */
  unseal(sealed: SealedText): string | undefined {
    return unsealText(this.#derive('answer'), this.id, sealed);
  }

  /** HKDF-SHA-256 (RFC 5869) with an empty salt: nothing that is derived leads to the rest. */
  #derive(info: 'id' | 'request' | 'answer'): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.#text, '', `idempotency ${info}`, 32));
  }
}

function refusal(why: string): ChaveiroError {
  return new ChaveiroError(
    'invalid_request',
    `The ${idempotencyHeader} has to be a secret of at least 128 random bits, such as 22 characters of base64url or "openssl rand -hex 16". ${why}`,
    { field: idempotencyHeader },
  );
}
