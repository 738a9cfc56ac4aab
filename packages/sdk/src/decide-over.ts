import {
  type ChangeFeed,
  type Credentials,
  createTrace,
  createVerifier,
  type Decision,
  type FeedEvent,
  type Question,
  type ResolvedQuestion,
  UsageCounter,
} from '#engine';
import type { Chaveiro, ChaveiroOptions, Requirement } from './chaveiro.ts';

const defaultMaxStalenessMs = 30_000;

export interface DecideOverOptions extends Omit<ChaveiroOptions, 'url' | 'credential'> {
  readonly feed: ChangeFeed;
  /** Default 100. */
  readonly pollMs?: number;
  readonly onEvent?: (event: FeedEvent) => void;
  /** What is to be done before following ends. */
  readonly beforeClose?: () => Promise<void>;
}

/** What the guards need of a `Chaveiro` beyond what services see. */
export interface Decider {
  readonly account: string | undefined;
  resolve(question: Question): ResolvedQuestion;
  /** Decides and counts. For what is no credential the answer says so. */
  decide(credentials: Credentials, asked: { target: ResolvedQuestion; method?: string; path?: string }): Decision;
}

/** A `Chaveiro` over any feed. */
export interface Deciding {
  readonly chaveiro: Chaveiro;
  readonly usage: UsageCounter;
  /** Resolves once decisions are made. */
  readonly ready: Promise<void>;
  stop(): void;
}

const deciders = new WeakMap<object, Decider>();

/** Throws `TypeError` for what `createChaveiro` has not made. */
export function deciderOf(chaveiro: Chaveiro): Decider {
  const decider = deciders.get(chaveiro);
  if (decider === undefined) throw new TypeError('A guard needs what createChaveiro has resolved to.');
  return decider;
}

/** Reads everything that decisions need, then follows its changes. */
export function decideOver(options: DecideOverOptions): Deciding {
  const { feed, account, maxStalenessMs = defaultMaxStalenessMs, whenStale = 'deny' } = options;
  const { pollMs, onEvent } = options;
  const more = { ...(pollMs === undefined ? {} : { pollMs }), ...(onEvent === undefined ? {} : { onEvent }) };
  const verifier = createVerifier({ feed, maxStalenessMs, whenStale, ...more });
  const usage = new UsageCounter({ index: () => verifier.index });
  // Every decision is made and counted before anything is awaited, so one is enough for all.
  const trace = createTrace();

  const decider: Decider = {
    account,
    resolve: (question) => verifier.resolve(question),
    decide(credentials, { target, method, path }) {
      if (typeof credentials === 'string') {
        const { ready, isStale } = verifier.state();
        const unable = isStale && whenStale === 'deny' ? 'too_stale' : null;
        return verifier.deny(target, ready ? (unable ?? credentials) : 'not_ready', trace);
      }
      const way = method === undefined || path === undefined ? {} : { method, path };
      const decision = verifier.decide(
        'userToken' in credentials
          ? { userToken: credentials.userToken, target, ...way }
          : { appKey: credentials.appKey, appToken: credentials.appToken, target, ...way },
        trace,
      );
      usage.count(decision.code, trace, '', '');
      return decision;
    },
  };

  let closing: Promise<void> | undefined;
  const chaveiro: Chaveiro = {
    decide(credential, requirement = {}) {
      const target = verifier.resolve(questionOf(requirement, account));
      const credentials =
        credential.userToken === undefined ? credential : { userToken: credential.userToken, isFromCookie: false };
      if (requirement.api === undefined) return decider.decide(credentials, { target });
      return decider.decide(credentials, { target, method: requirement.method, path: requirement.path });
    },
    state: () => verifier.state(),
    close() {
      closing ??= (async () => {
        await options.beforeClose?.();
        verifier.stop();
      })();
      return closing;
    },
  };
  deciders.set(chaveiro, decider);
  return { chaveiro, usage, ready: verifier.start(), stop: () => verifier.stop() };
}

function questionOf({ account, anyOf, api }: Requirement, ownAccount: string | undefined): Question {
  const called = account ?? ownAccount;
  const named = called === undefined ? {} : { account: called };
  if (api !== undefined) return { ...named, requirement: { kind: 'route', api } };
  return { ...named, requirement: anyOf === undefined ? { kind: 'any-role' } : { kind: 'any-of', resources: anyOf } };
}
