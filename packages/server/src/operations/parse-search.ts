import { ChaveiroError } from '../domain/errors.ts';
import { isOneLine, lengthOf } from '../domain/short-text.ts';
import { textKey } from '../domain/text-key.ts';

const maxSearchLength = 200;

/** What a list is searched for, as stored texts are compared; throws `invalid_request`. */
export function parseSearch(q: string): string {
  const text = q.trim();
  if (lengthOf(text) > maxSearchLength || !isOneLine(text)) {
    throw new ChaveiroError(
      'invalid_request',
      `A search has at most ${maxSearchLength} characters on one line, without control characters.`,
      { field: 'q' },
    );
  }
  return textKey(text);
}
