import { ChaveiroError } from './errors.ts';
import { secretIn } from './secret-in-text.ts';

/**
 * What no name holds: control characters (among them NUL, which PostgreSQL cannot store), line and
 * paragraph separators, halves of surrogate pairs, and the marks that turn the direction of what
 * follows them, with which one name can pass for another.
 */
const forbidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;

/** What an emoji of several parts is joined with: nothing that can be seen, and part of what is seen. */
const emojiJoints =
  /(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\uFE0F?)\u200D(?=\p{Extended_Pictographic})|(?<=\p{Extended_Pictographic})[\uFE0E\uFE0F]|(?<=[0-9#*])\uFE0F(?=\u20E3)|(?<=\u{1F3F4})[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]+\u{E007F}/gu;

/** What nobody sees: two names that differ by it alone look the same. */
const invisible = /\p{Default_Ignorable_Code_Point}/u;

/** White space within a line, and the empty pattern of Braille, which looks like it. */
export const blanks = /[\p{Zs}\u2800]+/gu;

/** A mark without a letter to stand on: it would be drawn on whatever is before the name. */
const loneMark = /^\p{M}|(?<= )\p{M}/u;

/** Whether the text can be stored and shown as one line. */
export function isOneLine(text: string): boolean {
  return !forbidden.test(text);
}

/** Length in Unicode code points, as JSON Schema counts. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/**
 * What keeps a text that people write from being stored, as the rest of a sentence; `undefined` when
 * nothing. Every stored free text is held to it: lists, exports and the audit log show it for good, so it
 * must neither hold a secret nor look like another. The sentence repeats nothing of the text.
 */
export function problemOfText(text: string, maxLength: number, minLength = 1): string | undefined {
  const secret = secretIn(text);
  if (secret !== undefined) {
    return (
      `holds ${secret}, and would show it in lists, exports and the audit log for good. Nothing was stored. Leave it out; ` +
      'if it was sent to anybody else as well, replace it.'
    );
  }
  const length = lengthOf(text);
  if (length < minLength || length > maxLength || !isOneLine(text)) {
    const range = minLength === 0 ? `at most ${maxLength}` : `${minLength} to ${maxLength}`;
    return `has to be a text of ${range} characters on one line, without control characters.`;
  }
  const hidden = invisible.exec(text.replaceAll(emojiJoints, ''))?.[0];
  if (hidden !== undefined) {
    const code = hidden.codePointAt(0) as number;
    return `holds a character that nobody sees (U+${code.toString(16).toUpperCase().padStart(4, '0')}). Type it anew instead of pasting it.`;
  }
  return loneMark.test(text) ? 'has an accent without a letter to stand on.' : undefined;
}

/** The text as it is stored: without white space around it, and with one space wherever there is some in it. */
function tidy(text: string): string {
  return text.trim().replaceAll(blanks, ' ').trim();
}

/** What is wrong with a short text, as the rest of a sentence, or the text as it is stored. */
export function readShortText(
  text: string,
  maxLength: number,
): { readonly problem: string } | { readonly text: string } {
  const tidied = tidy(text);
  const problem = problemOfText(tidied, maxLength);
  return problem === undefined ? { text: tidied } : { problem };
}

function parseShortText(text: string, field: string, what: string, maxLength: number): string {
  const read = readShortText(text, maxLength);
  if ('text' in read) return read.text;
  throw new ChaveiroError('invalid_request', `${what} ${read.problem}`, { field });
}

/** How many characters a label has at most. */
export const maxLabelLength = 100;

/** A key's label, tidied; throws `invalid_request`. */
export function parseLabel(text: string): string {
  return parseShortText(text, 'label', 'A label', maxLabelLength);
}

/** A role's name, tidied; throws `invalid_request`. */
export function parseRoleName(text: string): string {
  return parseShortText(text, 'name', 'The name of a role', 100);
}

/** What an account calls a user, tidied; throws `invalid_request`. */
export function parseUserName(text: string): string {
  return parseShortText(text, 'name', 'The name of a user', 100);
}

/** A note beside an external key, tidied; throws `invalid_request`. */
export function parseNote(text: string): string {
  return parseShortText(text, 'note', 'A note', 200);
}
