import { ChaveiroError } from '../../domain/errors.ts';

/** The engine was lost between a commit and its answer. */
export function outcomeUnknown(cause: unknown): ChaveiroError {
  return new ChaveiroError(
    'outcome_unknown',
    'The database was lost while it committed: the change was made, or was not. Look before you repeat it.',
    {},
    cause,
  );
}
