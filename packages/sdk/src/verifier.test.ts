import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { PairRequest } from './decision.ts';
import type { FeedEvent } from './feed-follower.ts';
import {
  accountRecord,
  grantRecord,
  keyRecord,
  resourceRecord,
  roleRecord,
  testToken,
  testTokenKeys,
} from './records.fixture.ts';
import { formatRevision } from './revision.ts';
import { ScriptedFeed } from './scripted-feed.fixture.ts';
import { createVerifier, type VerifierOptions } from './verifier.ts';

const pollMs = 100;
const maxStalenessMs = 10_000;

/** A verifier over a scripted feed with one key, on timers that only the test moves. */
function setUp(options: Partial<VerifierOptions> = {}) {
  mock.timers.enable({ apis: ['setTimeout'] });
  const feed = new ScriptedFeed();
  feed.commit(accountRecord(1, 'loja'), resourceRecord(1, 'View'), roleRecord(1, 2, [1]));
  const grants = [grantRecord(1, [2])];
  feed.commit(keyRecord(1, { grants }));
  const time = { ms: 5_000 };
  const events: FeedEvent[] = [];
  const verifier = createVerifier({
    feed,
    tokenKeys: testTokenKeys,
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
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
}

const typesOf = (events: readonly FeedEvent[]) => events.map((event) => event.type);

test.afterEach(() => mock.timers.reset());

test('nothing is decided before snapshot and changes have been read', async () => {
  const { verifier, feed, codeOf } = setUp();
  assert.equal(codeOf(1), 'not_ready');
  const release = feed.hold();
  const ready = verifier.start();
  await settle();
  assert.equal(codeOf(1), 'not_ready');
  assert.deepEqual(verifier.state(), { ready: false, revision: null, ageMs: null, isStale: false, keys: 0 });
  release();
  await ready;
  assert.equal(codeOf(1), 'allowed');
  assert.deepEqual(verifier.state(), { ready: true, revision: 'first-2', ageMs: 0, isStale: false, keys: 1 });
  assert.deepEqual(feed.calls, ['snapshot', 'changes after first-2']);
  verifier.stop();
});

test('start keeps trying while the source is away, and says once that it is', async () => {
  const { verifier, feed, codeOf, pass, events } = setUp();
  feed.isAway = true;
  const ready = verifier.start();
  for (let round = 0; round < 5; round++) await pass(pollMs);
  assert.equal(codeOf(1), 'not_ready');
  assert.deepEqual(typesOf(events), ['source_lost']);
  feed.isAway = false;
  await pass(pollMs);
  await ready;
  assert.equal(codeOf(1), 'allowed');
  assert.deepEqual(typesOf(events), ['source_lost', 'loaded', 'source_back']);
  verifier.stop();
});

test('what changes between two pages of a snapshot is there when the verifier is ready', async () => {
  const { verifier, start, feed, codeOf, grants } = setUp();
  feed.betweenPages = () => {
    feed.betweenPages = () => {};
    feed.commit(keyRecord(1, { isActive: false }));
    feed.commit(keyRecord(2, { grants }));
  };
  await start();
  assert.deepEqual([codeOf(1), codeOf(2)], ['key_inactive', 'allowed']);
  verifier.stop();
});

test('a source that fails in the middle of a snapshot leaves nothing half loaded', async () => {
  const { verifier, feed, codeOf, pass } = setUp();
  feed.betweenPages = () => {
    feed.isAway = true;
  };
  const ready = verifier.start();
  await settle();
  assert.deepEqual([codeOf(1), verifier.state().keys], ['not_ready', 0]);
  feed.betweenPages = () => {};
  feed.isAway = false;
  await pass(pollMs);
  await ready;
  assert.equal(codeOf(1), 'allowed');
  verifier.stop();
});

test('a change is decided on after the next poll', async () => {
  const { verifier, start, feed, codeOf, pass } = setUp();
  await start();
  feed.commit(keyRecord(1, { isActive: false }));
  assert.equal(codeOf(1), 'allowed');
  await pass(pollMs);
  assert.equal(codeOf(1), 'key_inactive');
  assert.equal(verifier.state().revision, 'first-3');
  verifier.stop();
});

test('catchUp brings a change without waiting for the poll, also when a read that began before it is running', async () => {
  const { verifier, start, feed, codeOf, pass } = setUp();
  await start();
  const release = feed.hold();
  await pass(pollMs);
  const callsBefore = feed.calls.length;
  const revision = feed.commit(keyRecord(1, { isActive: false }));
  const caughtUp = [verifier.catchUp(revision), verifier.catchUp(null), verifier.catchUp(revision)];
  release();
  await Promise.all(caughtUp);
  assert.equal(codeOf(1), 'key_inactive');
  assert.equal(feed.calls.length, callsBefore + 1, 'three callers share one read');
  const calls = feed.calls.length;
  await verifier.catchUp(revision);
  assert.equal(feed.calls.length, calls, 'what is reached needs no read');
  verifier.stop();
});

test('catchUp(null) is a read that begins after the call', async () => {
  const { verifier, start, feed } = setUp();
  await start();
  const calls = feed.calls.length;
  await verifier.catchUp(null);
  assert.equal(feed.calls.length, calls + 1);
  verifier.stop();
});

test('catchUp rejects when the source fails, is silent for two seconds, or has no such revision', async () => {
  const { verifier, start, feed, pass } = setUp();
  await start();
  feed.isAway = true;
  await assert.rejects(verifier.catchUp(null), /away/);
  feed.isAway = false;
  await assert.rejects(verifier.catchUp(formatRevision({ epoch: 'other', number: 1 })), /does not know other-1/);
  const release = feed.hold();
  const silent = verifier.catchUp(null);
  const outcome = assert.rejects(silent, /did not answer within 2000 ms/);
  await pass(2_000);
  await outcome;
  release();
  verifier.stop();
});

test('waitFor answers whether a revision was reached in time', async () => {
  const { verifier, start, feed, pass } = setUp();
  await start();
  const next = formatRevision({ epoch: 'first', number: 3 });
  assert.equal(await verifier.waitFor(feed.revision, 0), true);
  const inTime = verifier.waitFor(next, 1_000);
  await pass(300);
  feed.commit(accountRecord(2, 'outra'));
  await pass(pollMs);
  assert.equal(await inTime, true);
  const tooLate = verifier.waitFor(formatRevision({ epoch: 'first', number: 4 }), 1_000);
  for (let round = 0; round < 10; round++) await pass(pollMs);
  feed.commit(accountRecord(3, 'terceira'));
  assert.equal(await tooLate, false);
  const otherEpoch = verifier.waitFor(formatRevision({ epoch: 'other', number: 1 }), 1_000);
  await pass(1_000);
  assert.equal(await otherEpoch, false, 'a number of another epoch says nothing');
  verifier.stop();
});

test('waitFor survives a source that is away for a moment', async () => {
  const { verifier, start, feed, pass } = setUp();
  await start();
  const revision = feed.commit(accountRecord(2, 'outra'));
  feed.isAway = true;
  const reached = verifier.waitFor(revision, 1_000);
  await pass(pollMs);
  feed.isAway = false;
  await pass(pollMs);
  assert.equal(await reached, true);
  verifier.stop();
});

test('while the source is away known keys are decided, until they are too old', async () => {
  const { verifier, start, feed, codeOf, pass, events } = setUp();
  await start();
  feed.isAway = true;
  await pass(maxStalenessMs);
  assert.equal(codeOf(1), 'allowed');
  assert.deepEqual([verifier.state().isStale, verifier.state().ageMs], [false, maxStalenessMs]);
  await pass(1);
  assert.equal(codeOf(1), 'too_stale');
  assert.equal(codeOf(1, { appToken: testToken(9) }), 'too_stale');
  assert.equal(verifier.state().isStale, true);
  feed.isAway = false;
  await pass(pollMs);
  assert.equal(codeOf(1), 'allowed');
  assert.deepEqual(typesOf(events), ['loaded', 'source_lost', 'source_back']);
  verifier.stop();
});

test('with known-keys a stale verifier goes on for known pairs, and never calls an unknown one wrong', async () => {
  const { verifier, start, feed, codeOf, pass } = setUp({ whenStale: 'known-keys' });
  feed.commit(keyRecord(3, { isActive: false }));
  await start();
  feed.isAway = true;
  await pass(maxStalenessMs + 1);
  assert.equal(codeOf(1), 'allowed');
  assert.equal(codeOf(3), 'key_inactive');
  assert.equal(codeOf(2), 'too_stale');
  assert.equal(codeOf(1, { appToken: testToken(9) }), 'too_stale');
  assert.equal(verifier.state().isStale, true);
  verifier.stop();
});

test('a new epoch replaces the index in one step; until then the old one answers', async () => {
  const { verifier, start, feed, codeOf, pass, events, grants } = setUp();
  await start();
  const before = verifier.resolve({ account: 'loja', requirement: { kind: 'any-role' } });
  feed.restore(
    'second',
    accountRecord(1, 'loja'),
    resourceRecord(1, 'View'),
    roleRecord(1, 2, [1]),
    keyRecord(2, { grants }),
  );
  const seen: string[] = [];
  feed.betweenPages = () => seen.push(codeOf(1), codeOf(2));
  await pass(pollMs);
  assert.deepEqual(seen, ['allowed', 'invalid_credentials']);
  assert.deepEqual([codeOf(1), codeOf(2)], ['invalid_credentials', 'allowed'], 'also with a target of the old index');
  assert.equal(before.isCurrent(), false);
  assert.deepEqual([verifier.state().revision, verifier.state().keys], ['second-1', 1]);
  assert.deepEqual(typesOf(events), ['loaded', 'resynced']);
  verifier.stop();
});

test('a resync that fails keeps the old index, and is tried again', async () => {
  const { verifier, start, feed, codeOf, pass } = setUp();
  await start();
  feed.restore('second', accountRecord(1, 'loja'));
  feed.betweenPages = () => {
    feed.isAway = true;
  };
  await pass(pollMs);
  assert.equal(codeOf(1), 'allowed');
  feed.betweenPages = () => {};
  feed.isAway = false;
  await pass(pollMs);
  assert.equal(codeOf(1), 'invalid_credentials');
  verifier.stop();
});

test('the age counts from the beginning of a read, for what was committed during it may be missing', async () => {
  const { verifier, start, feed, pass } = setUp();
  await start();
  const release = feed.hold();
  await pass(pollMs);
  await pass(700);
  release();
  await settle();
  assert.equal(verifier.state().ageMs, 700);
  verifier.stop();
});

test('after stop no read begins, and one that was under way changes nothing', async () => {
  const { verifier, start, feed, codeOf, pass } = setUp();
  await start();
  const release = feed.hold();
  feed.commit(keyRecord(1, { isActive: false }));
  await pass(pollMs);
  const calls = feed.calls.length;
  verifier.stop();
  release();
  await pass(10 * pollMs);
  assert.equal(feed.calls.length, calls);
  assert.equal(codeOf(1), 'allowed');
});

test('stopping before the verifier is ready rejects start', async () => {
  const { verifier, feed } = setUp();
  feed.hold();
  const ready = verifier.start();
  verifier.stop();
  await assert.rejects(ready, /stopped before it was ready/);
});

test('once an account enforces expiry, or a grant has an end, the clock decides', async () => {
  const { verifier, feed, codeOf, start } = setUp({ clock: () => Date.UTC(2026, 6, 1) });
  await start();
  feed.commit(keyRecord(2, { grants: [grantRecord(1, [2], Date.UTC(2026, 6, 1))] }));
  await verifier.catchUp(null);
  assert.deepEqual([codeOf(1), codeOf(2)], ['allowed', 'no_grant']);
  feed.commit(accountRecord(1, 'loja', { enforceExpiry: true }));
  await verifier.catchUp(null);
  assert.equal(codeOf(1), 'token_expired');
  verifier.stop();
});
