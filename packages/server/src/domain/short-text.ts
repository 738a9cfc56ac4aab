import { ChaveiroError } from './errors.ts';

/**
 * What no name holds: control characters (among them NUL, which PostgreSQL cannot store), line and
 * paragraph separators, halves of surrogate pairs, and the marks that turn the direction of what
 * follows them, with which one name can pass for another.
 */
const forbidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;

/** Whether the text can be stored and shown as one line. */
export function isOneLine(text: string): boolean {
  return !forbidden.test(text);
}

/** Length in Unicode code points, as JSON Schema counts. */
export function lengthOf(text: string): number {
  return [...text].length;
}

function parseShortText(text: string, field: string, what: string, maxLength: number): string {
  const trimmed = text.trim();
  const length = lengthOf(trimmed);
  if (length === 0 || length > maxLength || !isOneLine(trimmed)) {
    throw new ChaveiroError(
      'invalid_request',
      `${what} has 1 to ${maxLength} characters on one line, without control characters.`,
      { field },
    );
  }
  return trimmed;
}

/** A key's label, trimmed; throws `invalid_request`. */
export function parseLabel(text: string): string {
  return parseShortText(text, 'label', 'A label', 100);
}

/** A role's name, trimmed; throws `invalid_request`. */
export function parseRoleName(text: string): string {
  return parseShortText(text, 'name', 'The name of a role', 100);
}

/** What an account calls a user, trimmed; throws `invalid_request`. */
export function parseUserName(text: string): string {
  return parseShortText(text, 'name', 'The name of a user', 100);
}

/** A note beside an external key, trimmed; throws `invalid_request`. */
export function parseNote(text: string): string {
  return parseShortText(text, 'note', 'A note', 200);
}
