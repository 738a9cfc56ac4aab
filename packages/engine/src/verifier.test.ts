import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { accountRecord, grantRecord, keyRecord } from './records.fixture.ts';
import { formatRevision } from './revision.ts';
import { pollMs, settle, setUp } from './verifier.fixture.ts';

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

test('a hint brings a change without waiting for the poll, however many come, and before the start it does nothing', async () => {
  const { verifier, feed, codeOf, start } = setUp();
  verifier.wake();
  assert.deepEqual(feed.calls, []);
  await start();
  const before = feed.calls.length;
  feed.commit(keyRecord(1, { isActive: false }));
  for (let hint = 0; hint < 100; hint++) verifier.wake();
  await settle();
  assert.equal(codeOf(1), 'key_inactive');
  assert.ok(feed.calls.length - before <= 2, `${feed.calls.length - before} reads for a hundred hints`);
  verifier.stop();
});

test('whoever listens hears of each step forward, and of none when there was no news', async () => {
  let steps = 0;
  const { verifier, feed, pass, start } = setUp({ onAdvanced: () => steps++ });
  await start();
  assert.equal(steps, 1);
  await pass(pollMs);
  assert.equal(steps, 1);
  feed.commit(keyRecord(1, { isActive: false }));
  await pass(pollMs);
  assert.equal(steps, 2);
  verifier.stop();
});

test('how old is too old may change while the verifier runs', async () => {
  let limitMs = 60_000;
  const { verifier, feed, codeOf, pass, start } = setUp({ maxStalenessMs: () => limitMs });
  await start();
  feed.isUnavailable = true;
  await pass(30_000);
  assert.equal(codeOf(1), 'allowed');
  limitMs = 20_000;
  assert.equal(codeOf(1), 'too_stale');
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
  feed.isUnavailable = true;
  await assert.rejects(verifier.catchUp(null), /away/);
  feed.isUnavailable = false;
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
