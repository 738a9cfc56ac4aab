import { ChaveiroError } from '../domain/errors.ts';

/** The value of an option, if it is one of the words; throws `invalid_request` that names them. */
export function word<const T extends string>(
  option: string,
  text: string | undefined,
  words: readonly T[],
): T | undefined {
  if (text === undefined) return undefined;
  const found = words.find((each) => each === text);
  if (found !== undefined) return found;
  const accepted = words.join(', ');
  throw new ChaveiroError('invalid_request', `--${option} is "${text}"; it takes one of ${accepted}.`, {
    field: option,
  });
}

/** The value of `--limit`; throws `invalid_request` for what is no number. */
export function pageLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[0-9]{1,3}$/.test(text)) return Number(text);
  throw new ChaveiroError('invalid_request', `--limit is "${text}"; it takes 1 to 200.`, { field: 'limit' });
}
