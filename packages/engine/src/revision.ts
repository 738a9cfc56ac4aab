declare const revisionBrand: unique symbol;

/**
 * A position in the one ordered stream of changes, `{epoch}-{number}`.
 *
 * Opaque to clients. Two revisions can be compared only within one epoch: restoring a backup and
 * failing over begin a new one.
 */
export type Revision = string & { readonly [revisionBrand]: true };

/** The two parts of a revision. */
export interface RevisionParts {
  /** 1 to 32 characters of `[0-9a-z]`. */
  readonly epoch: string;
  /** Counts the changes of the installation, from 0. */
  readonly number: number;
}

const REVISION = /^([0-9a-z]{1,32})-(0|[1-9][0-9]{0,14})$/;

/** Joins an epoch and a number. */
export function formatRevision(parts: RevisionParts): Revision {
  return `${parts.epoch}-${parts.number}` as Revision;
}

/** Takes a revision apart; `undefined` when the text is not one. */
export function parseRevision(text: string): RevisionParts | undefined {
  const match = REVISION.exec(text);
  if (match === null) return undefined;
  return { epoch: match[1] as string, number: Number(match[2]) };
}
