import { mock } from 'node:test';
import type { PairRequest } from './decision.ts';
import type { FeedEvent } from './feed-follower.ts';
import { accountRecord, grantRecord, keyRecord, resourceRecord, roleRecord, testToken } from './records.fixture.ts';
import { ScriptedFeed } from './scripted-feed.fixture.ts';
import { createVerifier, type VerifierOptions } from './verifier.ts';

export const pollMs = 100;
export const maxStalenessMs = 10_000;

/** A verifier over a scripted feed with one key, on timers that only the test moves. */
export function setUp(options: Partial<VerifierOptions> = {}) {
  mock.timers.enable({ apis: ['setTimeout'] });
  const feed = new ScriptedFeed();
  feed.commit(accountRecord(1, 'loja'), resourceRecord(1, 'View'), roleRecord(1, 2, [1]));
  const grants = [grantRecord(1, [2])];
  feed.commit(keyRecord(1, { grants }));
  const time = { ms: 5_000 };
  const events: FeedEvent[] = [];
  const verifier = createVerifier({
    feed,
    clock: () => time.ms,
    monotonicMs: () => time.ms,
    pollMs,
    maxStalenessMs,
    whenStale: 'deny',
    onEvent: (event) => events.push(event),
    ...options,
  });
  const target = verifier.resolve({ account: 'loja', requirement: { kind: 'any-of', resources: ['View'] } });
  const codeOf = (number: number, request: Partial<PairRequest> = {}) =>
    verifier.decide({ appKey: `appkey-loja-${number}`, appToken: testToken(number), target, ...request }).code;
  /** Lets time pass, and everything that was waiting for it happen. */
  const pass = async (ms: number) => {
    time.ms += ms;
    mock.timers.tick(ms);
    await settle();
  };
  /** Ready, and the next poll is planned. */
  const start = async () => {
    await verifier.start();
    await settle();
  };
  return { feed, verifier, events, codeOf, pass, start, grants };
}

/** Promises of the follower need a few turns; none of them waits for a real timer. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
}

export const typesOf = (events: readonly FeedEvent[]) => events.map((event) => event.type);
