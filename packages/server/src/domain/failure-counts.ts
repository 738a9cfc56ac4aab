/** Somebody tried to get in and was refused. */
export interface FailedAttempt {
  readonly action: 'credential.failed' | 'sign_in.failed' | 'invitation.refused';
  /**
   * The key string or the e-mail that was tried, empty where there was none: the client's own text, which no log keeps. Of an
   * invitation the ids of account and user, with a space between them.
   */
  readonly tried: string;
  /** Where it came from. */
  readonly address: string;
}

/** Attempts of one kind, with one text, from one address, in one minute. */
export interface FailureCount extends FailedAttempt {
  readonly attempts: number;
  /** First and last attempt, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** What failed in one minute. */
export interface FailureMinute {
  readonly counts: readonly FailureCount[];
  /** Attempts that were not told apart, because there was no more room. */
  readonly others: number;
}

/** Counts failed attempts until somebody writes them down. */
export interface FailureCounts {
  /** Costs one look into a map, and waits for nothing. */
  count(attempt: FailedAttempt): void;
  /** The minutes that are over, oldest first, which are then forgotten here; with `true` also the one that is not. */
  take(withCurrent?: boolean): FailureMinute[];
}

const minuteMs = 60_000;
/** Of these each is told apart; a client can make up as many texts as it likes. */
const maxCounts = 1_000;
/** No key string and no e-mail is longer; what a client makes up is not kept whole. */
const maxTried = 254;

interface OpenMinute {
  readonly minute: number;
  readonly counts: Map<string, { attempt: FailedAttempt; attempts: number; from: number; to: number }>;
  others: number;
}

/**
 * A table of a thousand entries for all minutes that nobody has taken yet: a flood fills it, and is
 * counted from then on without being told apart.
 *
 * @param clock milliseconds since 1970
 */
export function createFailureCounts(clock: () => number): FailureCounts {
  let minutes: OpenMinute[] = [];
  let entries = 0;

  function minuteOf(now: number): OpenMinute {
    const minute = Math.floor(now / minuteMs);
    const last = minutes.at(-1);
    // A table that is full takes no more minutes either: what comes goes on with the last one.
    if (last !== undefined && (last.minute === minute || minutes.length >= maxCounts)) return last;
    const next = { minute, counts: new Map(), others: 0 };
    minutes.push(next);
    return next;
  }

  return {
    count({ action, tried, address }) {
      const now = clock();
      const minute = minuteOf(now);
      const text = tried.slice(0, maxTried);
      const name = `${action} ${address} ${text}`;
      const known = minute.counts.get(name);
      if (known !== undefined) {
        known.attempts += 1;
        known.to = now;
      } else if (entries < maxCounts) {
        entries += 1;
        minute.counts.set(name, { attempt: { action, tried: text, address }, attempts: 1, from: now, to: now });
      } else {
        minute.others += 1;
      }
    },

    take(withCurrent = false) {
      const current = Math.floor(clock() / minuteMs);
      const isOver = (each: OpenMinute) => withCurrent || each.minute !== current;
      const taken = minutes.filter(isOver);
      minutes = minutes.filter((each) => !isOver(each));
      entries = minutes.reduce((sum, each) => sum + each.counts.size, 0);
      return taken.map(({ counts, others }) => ({
        counts: [...counts.values()].map(({ attempt, ...rest }) => ({ ...attempt, ...rest })),
        others,
      }));
    },
  };
}
