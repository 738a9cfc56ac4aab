import { createHash } from 'node:crypto';

/** How many characters in a row of a secret already count as a leak. */
const sliceLength = 12;

/** Every way in which a part of a text could stand in a file or an output; all are bytes as Latin-1. */
const encodings: Record<string, (slice: string) => string[]> = {
  plain: (slice) => [slice],
  hex: (slice) => [toHex(slice), toHex(slice).toUpperCase()],
  'percent-encoded': (slice) => [[...slice].map((c) => `%${toHex(c)}`).join('')],
  'JSON-escaped': (slice) => [[...slice].map((c) => `\\u00${toHex(c)}`).join('')],
  'UTF-16': (slice) => [Buffer.from(slice, 'utf16le').toString('latin1')],
};

function toHex(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex');
}

/** What of a secret is worth looking for: not the prefix that all tokens share. */
function secretPart(token: string): string {
  return token.replace(/^chv_/, '');
}

function slicesOf(text: string, length: number): string[] {
  return Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) => text.slice(at, at + length));
}

/** Three bytes become four characters, so that a text has three forms, by what stands before it. */
function base64Slices(token: string): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.from('\0'.repeat(shift) + token, 'latin1').toString('base64');
    // The first and the last group also hold bits of what is around.
    return slicesOf(encoded.slice(4, -4), (sliceLength / 3) * 4);
  });
}

/** A search for some secrets, prepared once and run over many texts. */
export class SecretSearch {
  /** From each form to what it is a form of, grouped by length. */
  readonly #needles = new Map<number, Map<string, string>>();
  /** Which three bytes a form begins with: files are large, and hardly a place in them is worth a closer look. */
  readonly #beginnings = new Uint8Array(1 << 24);

  constructor(tokens: readonly string[]) {
    for (const token of tokens) {
      const about = `${token.slice(0, 12)}…`;
      for (const slice of slicesOf(secretPart(token), sliceLength)) {
        for (const [encoding, encode] of Object.entries(encodings)) {
          for (const needle of encode(slice)) this.#add(needle, `${encoding} part of ${about}`);
        }
      }
      for (const needle of base64Slices(secretPart(token))) {
        this.#add(needle, `base64 part of ${about}`);
        this.#add(needle.replaceAll('+', '-').replaceAll('/', '_'), `base64url part of ${about}`);
      }
      // What a node remembers in memory to recognise a token must not be stored either.
      const digest = createHash('sha256').update(token).digest();
      this.#add(digest.toString('latin1'), `SHA-256 of ${about}`);
      this.#add(digest.toString('hex'), `SHA-256 of ${about} in hex`);
      this.#add(digest.toString('base64'), `SHA-256 of ${about} in base64`);
    }
  }

  #add(needle: string, about: string): void {
    const group = this.#needles.get(needle.length) ?? new Map<string, string>();
    this.#needles.set(needle.length, group.set(needle, about));
    this.#beginnings[(needle.charCodeAt(0) << 16) | (needle.charCodeAt(1) << 8) | needle.charCodeAt(2)] = 1;
  }

  /** What was found in a text or a file's bytes; each kind of find once. */
  find(haystack: string | Buffer): string[] {
    const bytes = typeof haystack === 'string' ? Buffer.from(haystack, 'utf8') : haystack;
    const found = new Set<string>();
    let window = 0;
    for (let end = 0; end < bytes.length; end++) {
      window = ((window << 8) | (bytes[end] as number)) & 0xff_ff_ff;
      if (this.#beginnings[window] === 0 || end < 2) continue;
      for (const [length, needles] of this.#needles) {
        const about = needles.get(bytes.toString('latin1', end - 2, end - 2 + length));
        if (about !== undefined) found.add(about);
      }
    }
    return [...found];
  }
}
