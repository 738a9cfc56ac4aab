interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** All pages of a list that people choose from; with `atMost`, no further page once there are so many. */
export async function readAll<T>(
  readPage: (query: { limit: number; cursor?: string }) => Promise<Page<T>>,
  atMost = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null && all.length < atMost) {
    const page: Page<T> = await readPage(cursor === undefined ? { limit: 200 } : { limit: 200, cursor });
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
}
