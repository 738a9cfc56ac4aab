import type { Decision, Revision } from '#engine';

/** What somebody is known by: a pair, or a user token. */
export type Credential =
  | { readonly appKey: string; readonly appToken: string; readonly userToken?: undefined }
  | { readonly userToken: string; readonly appKey?: undefined; readonly appToken?: undefined };

/**
 * What is asked about a credential: whether it holds any one of some resources, or what the route policy of an API says
 * for a method and a path; with neither, whether it has any role at all.
 */
export type Requirement = {
  /** The account that is called; without it that of the options, without both the key's own. */
  readonly account?: string;
} & (
  | {
      readonly anyOf?: readonly string[];
      readonly api?: undefined;
      readonly method?: undefined;
      readonly path?: undefined;
    }
  | {
      readonly anyOf?: undefined;
      readonly api: string;
      /** Upper case. */
      readonly method: string;
      /** As the client sent it, with or without query. */
      readonly path: string;
    }
);

export interface ChaveiroOptions {
  /** Of a server of Chaveiro, such as `https://keys.example.com`. */
  readonly url: string;
  /** What `chaveiro node create` has shown: `chn_…`. */
  readonly credential: string;
  /** The account that is called, unless a question names another one. */
  readonly account?: string;
  /** After how many milliseconds without news from the server its knowledge is stale. Default 30,000. */
  readonly maxStalenessMs?: number;
  /** `deny` (the default) answers `too_stale`; `known-keys` goes on for the keys and tokens that are known. */
  readonly whenStale?: 'deny' | 'known-keys';
}

export interface ChaveiroState {
  readonly ready: boolean;
  /** What decisions are based on; `null` until ready. */
  readonly revision: Revision | null;
  /** For how many milliseconds, at most, there may be something newer; `null` until ready. */
  readonly ageMs: number | null;
  readonly isStale: boolean;
  /** Live keys. */
  readonly keys: number;
}

export interface Chaveiro {
  /** Decides at once, from memory. Never throws: what cannot be decided is a denial whose code says why. */
  decide(credential: Credential, requirement?: Requirement): Decision;
  state(): ChaveiroState;
  /** Hands over what was counted, and ends following the server. Decisions go on until what is known is stale. */
  close(): Promise<void>;
}
