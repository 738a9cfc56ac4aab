/** How one gateway tells us about the request that it holds. Only the headers named here are looked at. */
export interface Dialect {
  /** The part of the address after `/forward-auth/`. */
  readonly name: string;
  /** Lower case: carries the client's path and query. */
  readonly uriHeader: string;
  /** Lower case: carries the client's method. */
  readonly methodHeader: string;
  /**
   * The gateway replaces our query by the client's when its configuration has none. So a query of
   * ours that equals the client's is not ours.
   */
  readonly mayPassClientQuery: boolean;
}
