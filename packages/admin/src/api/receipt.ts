/** What the answer to the last change says of who decides by it, until somebody is told that the change was made. */
export const receipt: { latest: string | null } = { latest: null };
