/** What is said of a database when only the cause of the error knows more. */
export const cannotBeReached = 'The database cannot be reached; nothing was done, try again.';
export const cannotBeUsed = 'The database cannot be used; nothing was done, try again.';

/** What is said when there is no room. Also by this it is known. */
export const diskIsFull =
  'The disk of the database is full: nothing was done. What takes access away, such as deleting a key, still works; make room for the rest.';

/** Whether a text says no more than that something is wrong. */
export function isUnexplained(detail: string): boolean {
  return detail === cannotBeReached || detail === cannotBeUsed;
}
