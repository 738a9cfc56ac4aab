/** Which page of a list is asked for. */
export interface PageInput {
  /** 1 to 200, default 50. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before, asked for with the same filters, sort and order. */
  readonly cursor?: string | undefined;
}

/** One page of a list, as it is answered. */
export interface PageView<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  /** How many match in all: exact to 10,000, then `null`. */
  readonly total: number | null;
}
