/** A source that is away, comes back, or is another one than before. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { accountRecord, keyRecord, resourceRecord, roleRecord, testToken } from './records.fixture.ts';
import { maxStalenessMs, pollMs, settle, setUp, typesOf } from './verifier.fixture.ts';

test.afterEach(() => mock.timers.reset());

test('start keeps trying while the source is away, and says once that it is', async () => {
  const { verifier, feed, codeOf, pass, events } = setUp();
  feed.isUnavailable = true;
  const ready = verifier.start();
  for (let round = 0; round < 5; round++) await pass(pollMs);
  assert.equal(codeOf(1), 'not_ready');
  assert.deepEqual(typesOf(events), ['source_lost']);
  feed.isUnavailable = false;
  await pass(pollMs);
  await ready;
  assert.equal(codeOf(1), 'allowed');
  assert.deepEqual(typesOf(events), ['source_lost', 'loaded', 'source_back']);
  verifier.stop();
});

test('a source that fails in the middle of a snapshot leaves nothing half loaded', async () => {
  const { verifier, feed, codeOf, pass } = setUp();
  feed.betweenPages = () => {
    feed.isUnavailable = true;
  };
  const ready = verifier.start();
  await settle();
  assert.deepEqual([codeOf(1), verifier.state().keys], ['not_ready', 0]);
  feed.betweenPages = () => {};
  feed.isUnavailable = false;
  await pass(pollMs);
  await ready;
  assert.equal(codeOf(1), 'allowed');
  verifier.stop();
});

test('waitFor survives a source that is away for a moment', async () => {
  const { verifier, start, feed, pass } = setUp();
  await start();
  const revision = feed.commit(accountRecord(2, 'outra'));
  feed.isUnavailable = true;
  const reached = verifier.waitFor(revision, 1_000);
  await pass(pollMs);
  feed.isUnavailable = false;
  await pass(pollMs);
  assert.equal(await reached, true);
  verifier.stop();
});

test('while the source is away known keys are decided, until they are too old', async () => {
  const { verifier, start, feed, codeOf, pass, events } = setUp();
  await start();
  feed.isUnavailable = true;
  await pass(maxStalenessMs);
  assert.equal(codeOf(1), 'allowed');
  assert.deepEqual([verifier.state().isStale, verifier.state().ageMs], [false, maxStalenessMs]);
  await pass(1);
  assert.equal(codeOf(1), 'too_stale');
  assert.equal(codeOf(1, { appToken: testToken(9) }), 'too_stale');
  assert.equal(verifier.state().isStale, true);
  feed.isUnavailable = false;
  await pass(pollMs);
  assert.equal(codeOf(1), 'allowed');
  assert.deepEqual(typesOf(events), ['loaded', 'source_lost', 'source_back']);
  verifier.stop();
});

test('with known-keys a stale verifier goes on for known pairs, and never calls an unknown one wrong', async () => {
  const { verifier, start, feed, codeOf, pass } = setUp({ whenStale: 'known-keys' });
  feed.commit(keyRecord(3, { isActive: false }));
  await start();
  feed.isUnavailable = true;
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
    feed.isUnavailable = true;
  };
  await pass(pollMs);
  assert.equal(codeOf(1), 'allowed');
  feed.betweenPages = () => {};
  feed.isUnavailable = false;
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
