/** What is said of a database when only the cause of the error knows more. */
export const cannotBeReached = 'The database cannot be reached; nothing was done, try again.';
export const cannotBeUsed = 'The database cannot be used; nothing was done, try again.';

/** Whether a text says no more than that something is wrong. */
export function isUnexplained(detail: string): boolean {
  return detail === cannotBeReached || detail === cannotBeUsed;
}
