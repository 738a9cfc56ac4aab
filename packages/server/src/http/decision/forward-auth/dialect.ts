import type { HeaderName } from '#engine';

/** How one gateway tells us about the request that it holds. Only the headers named here are believed. */
export interface Dialect {
  /** The part of the address after `/forward-auth/`. */
  readonly name: string;
  /** Carries the client's path and query. */
  readonly uriHeader: HeaderName;
  /** Carries the client's method. */
  readonly methodHeader: HeaderName;
  /**
   * The gateway replaces our query by the client's when its configuration has none. So a query of
   * ours that equals the client's is not ours.
   */
  readonly mayPassClientQuery: boolean;
  /** Whether the requirement may stand in the query of the address; the path form everybody has. */
  readonly takesQueryForm: boolean;
  /** How an allowed request is answered. */
  readonly allowStatus: 200 | 204;
}
