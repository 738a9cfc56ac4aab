import type { ChangeFeed, Changes, FeedRecord, Snapshot } from './change-feed.ts';
import { FeedFormatError, type FeedFrame } from './feed-codec.ts';
import { FeedSilentError, FrameStream } from './frame-stream.ts';
import { parseRevision, type Revision } from './revision.ts';
import type { ReportedUse, ReportOutcome } from './usage-reporter.ts';

export interface HttpFeedOptions {
  /** Of a server of Chaveiro, such as `https://keys.example.com`. */
  readonly url: string;
  /** What `chaveiro node create` has shown: `chn_…`. */
  readonly credential: string;
  /** What the follower is, for whoever runs the server: such as `sdk/1.2.3`. */
  readonly agent: string;
  /** Milliseconds that only grow. Default `performance.now`. */
  readonly monotonicMs?: () => number;
}

/** A living source sends something every second. */
const silenceMs = 5_000;
const reportAfterMs = 10;
/** Also how old a follower without news looks, at least. */
const reportEveryMs = 2_000;
const requestTimeoutMs = 5_000;
const firstRetryMs = 100;
const longestRetryMs = 5_000;

/** The server has answered, and refuses: another try will not help until somebody changes something. */
export class FeedRefusedError extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.name = 'FeedRefusedError';
    this.status = status;
  }
}

/**
 * The changes of a server, over one long answer of it: a read resolves when something changed, or when it is known that nothing
 * did.
 *
 * How old that is comes from round trips alone. The follower says regularly how far it is, and the server answers how far it is
 * itself: whoever has reached that knows everything up to when it asked. What waits in a connection that stood still is
 * thereby never taken for news, and no two clocks are compared.
 */
export class HttpFeed implements ChangeFeed {
  readonly #options: HttpFeedOptions;
  readonly #now: () => number;
  readonly #running = new Set<AbortController>();
  #isClosed = false;
  #stream: FrameStream | undefined;
  #streamControl: AbortController | undefined;
  /** When the stream was asked for: its first changes are everything that there was then. `undefined` once they were read. */
  #openedAtMs: number | undefined;
  /** Asked for and not yet used. */
  #frame: Promise<FeedFrame> | undefined;
  #node: string | undefined;
  /** What the next frame follows. */
  #position: Revision | undefined;
  /** Everything up to `revision` was all there was at `atMs`; in the order in which it was learned. */
  #known: { readonly revision: Revision; readonly atMs: number }[] = [];
  #asOfMs = Number.NEGATIVE_INFINITY;
  #learned = Promise.withResolvers<undefined>();
  #reported: Revision | undefined;
  #isReporting = false;
  #reportTimer: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(options: HttpFeedOptions) {
    this.#options = options;
    this.#now = options.monotonicMs ?? (() => performance.now());
  }

  /** Ends the connection. What is read rejects. */
  close(): void {
    this.#isClosed = true;
    this.#drop();
    for (const control of this.#running) control.abort(new Error('Following was ended.'));
  }

  async openSnapshot(): Promise<Snapshot> {
    return await this.#guarded(async () => {
      const stream = await this.#open();
      const frame = await stream.next();
      if (frame.type !== 'snapshot') throw new FeedFormatError(`it begins with "${frame.type}".`);
      return { revision: frame.revision, batches: this.#batches(stream, frame.revision) };
    });
  }

  async readChanges(after: Revision): Promise<Changes> {
    return await this.#guarded(async () => {
      if (this.#stream === undefined || this.#position !== after) await this.#open(after);
      this.#report(after);
      for (;;) {
        const changes = await this.#next(after);
        if (changes !== undefined) return changes;
      }
    });
  }

  /** `undefined` for a frame that says nothing new. */
  async #next(after: Revision): Promise<Changes | undefined> {
    if (this.#learn(after)) return this.#upTo(after, []);
    if (this.#frame === undefined) {
      this.#frame = (this.#stream as FrameStream).next();
      // Whoever reads next hears of it; that nobody reads just then is no unhandled error.
      this.#frame.catch(() => {});
    }
    const frame = await Promise.race([this.#frame, this.#learned.promise]);
    if (frame === undefined) return undefined;
    this.#frame = undefined;
    this.#failures = 0;
    switch (frame.type) {
      case 'changes':
        this.#position = frame.revision;
        this.#learn(frame.revision);
        this.#asOfMs = Math.max(this.#asOfMs, this.#openedAtMs ?? this.#asOfMs);
        this.#openedAtMs = undefined;
        return this.#upTo(frame.revision, frame.records);
      case 'heartbeat':
        return undefined;
      case 'resync':
        this.#drop();
        return { kind: 'resync' };
      default:
        throw new FeedFormatError(`"${frame.type}" comes between changes.`);
    }
  }

  #upTo(revision: Revision, records: readonly FeedRecord[]): Changes {
    return { kind: 'changes', revision, records, ageMs: this.#now() - this.#asOfMs };
  }

  /** Whether having reached `revision` says more about how old it is than was known. */
  #learn(revision: Revision): boolean {
    const before = this.#asOfMs;
    while (this.#known[0] !== undefined && isUpTo(this.#known[0].revision, revision)) {
      this.#asOfMs = Math.max(this.#asOfMs, this.#known.shift()?.atMs ?? before);
    }
    return this.#asOfMs > before;
  }

  async *#batches(stream: FrameStream, revision: Revision): AsyncGenerator<readonly FeedRecord[]> {
    try {
      for (;;) {
        const frame = await stream.next();
        if (frame.type === 'snapshot-end') break;
        if (frame.type !== 'records') throw new FeedFormatError(`"${frame.type}" comes within a snapshot.`);
        yield frame.records;
      }
    } catch (error) {
      throw this.#failed(error);
    }
    this.#position = revision;
  }

  /** Opens the stream: from the beginning, or after a revision. */
  async #open(after?: Revision): Promise<FrameStream> {
    this.#drop();
    await this.#waitToRetry();
    const askedAtMs = this.#now();
    const control = new AbortController();
    this.#streamControl = control;
    const path = after === undefined ? 'feed' : `feed?after=${encodeURIComponent(after)}`;
    const response = await this.#request(path, control, { headers: { Accept: 'application/x-ndjson' } });
    if (response.body === null) throw new FeedFormatError('the answer is empty.');
    const stream = new FrameStream(response.body, silenceMs);
    const hello = await stream.next();
    if (hello.type !== 'hello') throw new FeedFormatError(`it begins with "${hello.type}".`);
    this.#node = hello.node;
    this.#stream = stream;
    this.#position = after;
    this.#reported = undefined;
    this.#known = [];
    this.#openedAtMs = askedAtMs;
    return stream;
  }

  /** The answer to a request, once its head is there. Rejects with `FeedRefusedError` unless it is a success. */
  async #request(path: string, control: AbortController, init: RequestInit): Promise<Response> {
    const { url, credential, agent } = this.#options;
    if (this.#isClosed) throw new Error('Following was ended.');
    this.#running.add(control);
    const timer = setTimeout(() => control.abort(new FeedSilentError(requestTimeoutMs)), requestTimeoutMs);
    try {
      const response = await fetch(`${url.replace(/\/+$/, '')}/api/v1/${path}`, {
        ...init,
        headers: { ...init.headers, Authorization: `Bearer ${credential}`, 'User-Agent': agent },
        redirect: 'error',
        signal: control.signal,
      });
      if (response.ok) return response;
      control.abort();
      throw new FeedRefusedError(response.status, refusalText(response.status, url));
    } finally {
      clearTimeout(timer);
    }
  }

  /** Hands over what was counted. Never rejects. */
  async sendUsage(uses: readonly ReportedUse[]): Promise<ReportOutcome> {
    const control = new AbortController();
    try {
      const response = await this.#request('feed/usage', control, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ uses }),
      });
      await response.body?.cancel();
      return 'taken';
    } catch (error) {
      return error instanceof FeedRefusedError || isUnsent(error) ? 'not_taken' : 'unknown';
    } finally {
      this.#running.delete(control);
    }
  }

  /** Says how far the follower is, soon when that is new and regularly in any case; of several at once, the last counts. */
  #report(revision: Revision, waitMs = revision === this.#reported ? reportEveryMs : reportAfterMs): void {
    if (this.#isReporting) return;
    clearTimeout(this.#reportTimer);
    this.#reportTimer = setTimeout(() => void this.#reportNow(revision), waitMs);
  }

  async #reportNow(revision: Revision): Promise<void> {
    const node = this.#node;
    const atMs = this.#now();
    const control = new AbortController();
    let hasFailed = false;
    this.#isReporting = true;
    try {
      const response = await this.#request('feed/position', control, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ revision, node }),
      });
      const answer = (await response.json()) as { revision?: unknown; ageMs?: unknown };
      if (node !== this.#node || typeof answer.revision !== 'string' || typeof answer.ageMs !== 'number') return;
      this.#reported = revision;
      this.#known.push({ revision: answer.revision as Revision, atMs: atMs - Math.max(0, answer.ageMs) });
      this.#learned.resolve(undefined);
      this.#learned = Promise.withResolvers();
    } catch {
      // The age of what is known goes on growing: that is how it is noticed.
      hasFailed = true;
    } finally {
      this.#running.delete(control);
      this.#isReporting = false;
      if (this.#position !== undefined) this.#report(this.#position, hasFailed ? reportEveryMs : undefined);
    }
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #failed(error: unknown): unknown {
    this.#drop();
    this.#failures++;
    return error;
  }

  #drop(): void {
    clearTimeout(this.#reportTimer);
    this.#frame = undefined;
    this.#stream = undefined;
    if (this.#streamControl !== undefined) {
      this.#running.delete(this.#streamControl);
      this.#streamControl.abort(new Error('Following was ended.'));
      this.#streamControl = undefined;
    }
    this.#position = undefined;
  }

  /** So that a thousand followers of a server that starts again do not all come at once. */
  async #waitToRetry(): Promise<void> {
    if (this.#failures === 0) return;
    const longest = Math.min(longestRetryMs, firstRetryMs * 2 ** (this.#failures - 1));
    await new Promise((resolve) => setTimeout(resolve, longest * (0.5 + Math.random() / 2)));
  }
}

/** Whether a reader of `reached` has everything up to `asked`. */
function isUpTo(asked: Revision, reached: Revision): boolean {
  const [one, other] = [parseRevision(asked), parseRevision(reached)];
  return one !== undefined && one.epoch === other?.epoch && one.number <= other.number;
}

/** Whether nothing of a request can have arrived. */
function isUnsent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return (
    code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EHOSTUNREACH' || code === 'UND_ERR_CONNECT_TIMEOUT'
  );
}

function refusalText(status: number, url: string): string {
  if (status === 401) {
    return `${url} does not accept the credential: it is wrong or was revoked. Make one with: chaveiro node create NAME`;
  }
  if (status === 404) return `${url} has no feed at /api/v1/feed: is it the address of a server of Chaveiro?`;
  return `${url} has answered with ${status} in place of changes.`;
}
