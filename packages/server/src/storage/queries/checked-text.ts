import { ChaveiroError } from '../../domain/errors.ts';

/**
 * Refuses text that would not come back as it went in: PostgreSQL cannot store U+0000, and a lone
 * surrogate has no UTF-8 form. Both engines refuse alike, whatever they could store.
 */
export function checkText(parameter: unknown): void {
  if (typeof parameter !== 'string') return;
  if (parameter.includes('\0') || !parameter.isWellFormed()) {
    throw new ChaveiroError('invalid_request', 'Text may have neither the character U+0000 nor half a surrogate pair.');
  }
}
