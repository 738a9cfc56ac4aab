import { type ChangeFeed, createVerifier, type Decision, type Question, type Revision } from '#engine';

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
  /** Where what is decided on comes from. */
  readonly feed: ChangeFeed;
  /** The account that is called, unless a question names another one. */
  readonly account?: string;
  /** After how many milliseconds without news from the feed its knowledge is stale. Default 30,000. */
  readonly maxStalenessMs?: number;
  /** `deny` (the default) answers `too_stale`; `known-keys` goes on for the keys and tokens that are known. */
  readonly whenStale?: 'deny' | 'known-keys';
}

export interface ChaveiroState {
  readonly ready: boolean;
  /** What decisions are based on; `null` until ready. */
  readonly revision: Revision | null;
  /** Milliseconds since the last news from the feed; `null` until ready. */
  readonly ageMs: number | null;
  readonly isStale: boolean;
  /** Live keys. */
  readonly keys: number;
}

export interface Chaveiro {
  /** Decides at once, from memory. Never throws: what cannot be decided is a denial whose code says why. */
  decide(credential: Credential, requirement?: Requirement): Decision;
  state(): ChaveiroState;
  /** Ends following the feed. Decisions go on until what is known is stale. */
  close(): void;
}

const defaultMaxStalenessMs = 30_000;

/** Reads everything that decisions need, then follows its changes. Resolves once decisions are made. */
export async function createChaveiro(options: ChaveiroOptions): Promise<Chaveiro> {
  const { feed, maxStalenessMs = defaultMaxStalenessMs, whenStale = 'deny' } = options;
  const verifier = createVerifier({ feed, maxStalenessMs, whenStale });
  await verifier.start();
  return {
    decide(credential, requirement = {}) {
      const target = verifier.resolve(questionOf(requirement, options.account));
      if (requirement.api === undefined) return verifier.decide({ ...credential, target });
      const { method, path } = requirement;
      return verifier.decide({ ...credential, target, method, path });
    },
    state: () => verifier.state(),
    close: () => verifier.stop(),
  };
}

function questionOf({ account, anyOf, api }: Requirement, ownAccount: string | undefined): Question {
  const called = account ?? ownAccount;
  const named = called === undefined ? {} : { account: called };
  if (api !== undefined) return { ...named, requirement: { kind: 'route', api } };
  return { ...named, requirement: anyOf === undefined ? { kind: 'any-role' } : { kind: 'any-of', resources: anyOf } };
}
