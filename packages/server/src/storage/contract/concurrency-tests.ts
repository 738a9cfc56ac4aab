/** Several writers, readers and processes at once. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { formatRevision, parseRevision, type Revision } from '#engine';
import type { Storage } from '../storage.ts';
import type { ContractSubject, ContractTest } from './subject.ts';
import { changed, insertTestKey, make, testSealer } from './subject.ts';

const writers = 8;
const changesEach = 15;

export const concurrencyTests: readonly ContractTest[] = [
  {
    title: 'with eight writers, some of which roll back, revisions have no gaps and a follower misses none',
    async run({ subject, url, storage }) {
      const other = await subject.engine.open(url, { sealer: testSealer, lockTimeoutMs: 30_000 });
      try {
        let isWriting = true;
        const followed = follow(storage, () => isWriting);
        const committed = await Promise.all(Array.from({ length: writers }, (_, writer) => writeSome(other, writer)));
        isWriting = false;
        const numbers = committed.flat().sort((one, two) => one - two);
        assert.deepEqual(
          numbers,
          numbers.map((_, index) => index + 1),
        );
        assert.deepEqual(await followed, numbers);
      } finally {
        await other.close();
      }
    },
  },
  {
    title: 'closing twice is closing once, and takes no longer',
    async run({ subject, url }) {
      const opened = await subject.engine.open(url, { sealer: testSealer });
      await opened.readRevision();
      const first = opened.close();
      assert.equal(opened.close(), first);
      await first;
      assert.equal(opened.close(), first);
    },
  },
  {
    title: 'a change that does not get its turn in time is storage_busy and changes nothing',
    async run({ subject, url, storage }) {
      const impatient = await subject.engine.open(url, { sealer: testSealer, lockTimeoutMs: 200 });
      try {
        const held = await holdLock(storage);
        await assert.rejects(
          make(impatient, (tx) => tx.insertAccount({ name: 'loja', createdAt: 1 })),
          { code: 'storage_busy' },
        );
        await held.release();
        assert.deepEqual(await storage.read((tx) => tx.listAccounts()), []);
        await make(impatient, (tx) => tx.insertAccount({ name: 'loja', createdAt: 1 }));
      } finally {
        await impatient.close();
      }
    },
  },
  {
    title: 'reads do not wait for a change, and see nothing of it before it is committed',
    async run({ storage }) {
      const held = await holdLock(storage, (tx) => tx.insertAccount({ name: 'loja', createdAt: 1 }));
      assert.deepEqual(await storage.read((tx) => tx.listAccounts()), []);
      assert.match(await storage.readRevision(), /-0$/);
      await held.release();
      assert.equal((await storage.read((tx) => tx.listAccounts())).length, 1);
      assert.match(await storage.readRevision(), /-1$/);
    },
  },
  {
    title: 'a read sees one state, although changes are committed meanwhile',
    async run({ subject, url, storage }) {
      const other = await subject.engine.open(url, { sealer: testSealer });
      try {
        await storage.read(async (tx) => {
          const before = await tx.listAccounts();
          await make(other, (change) => change.insertAccount({ name: 'loja', createdAt: 1 }));
          assert.deepEqual(await tx.listAccounts(), before);
        });
        assert.equal((await storage.read((tx) => tx.listAccounts())).length, 1);
      } finally {
        await other.close();
      }
    },
  },
  {
    title: 'a process that is killed in the middle of a change leaves nothing and blocks nobody',
    async run({ subject, url, storage }) {
      const child = startChange(subject, url);
      const ended = once(child, 'exit');
      const output = await Promise.race([once(child.stdout, 'data'), ended]);
      assert.match(String(output[0]), /in the middle/);
      child.kill('SIGKILL');
      await ended;
      const { id } = await make(storage, (tx) => tx.insertAccount({ name: 'after', createdAt: 1 }));
      assert.equal(id, 1);
      assert.deepEqual(
        (await storage.read((tx) => tx.listAccounts())).map((account) => account.name),
        ['after'],
      );
    },
  },
  {
    title: 'a closed storage refuses work instead of hanging',
    async run({ subject, url }) {
      const storage = await subject.engine.open(url, { sealer: testSealer });
      await storage.close();
      await assert.rejects(storage.readRevision());
      await assert.rejects(make(storage, (tx) => tx.insertAccount({ name: 'loja', createdAt: 1 })));
    },
  },
];

/** Makes changes, every third of which is rolled back; answers the numbers of the others. */
async function writeSome(storage: Storage, writer: number): Promise<number[]> {
  const numbers: number[] = [];
  for (let index = 0; index < changesEach; index += 1) {
    const change = storage.change(1_000, async (tx) => {
      const { id: accountId } = await tx.insertAccount({ name: `loja${writer}x${index}`, createdAt: 1 });
      await insertTestKey(tx, { accountId });
      if (index % 3 === 1) return { event: null, value: null };
      if (index % 3 === 2) throw new RangeError('rolled back');
      return changed(null);
    });
    const outcome = await change.catch((error: unknown) => {
      if (error instanceof RangeError) return undefined;
      throw error;
    });
    if (outcome !== undefined && index % 3 === 0) numbers.push(parseRevision(outcome.revision)?.number ?? Number.NaN);
  }
  return numbers;
}

/** Follows the feed as a node does; answers the revisions of the accounts that it saw, in their order. */
async function follow(storage: Storage, isWriting: () => boolean): Promise<number[]> {
  const epoch = parseRevision(await storage.readRevision())?.epoch ?? '';
  const seen: number[] = [];
  let position: Revision = formatRevision({ epoch, number: 0 });
  for (;;) {
    const isLast = !isWriting();
    const changes = await storage.feed.readChanges(position);
    assert.ok(changes.kind === 'changes');
    const accounts = changes.records.filter((record) => record.kind === 'account');
    const keys = changes.records.filter((record) => record.kind === 'key');
    // All of a change or nothing: each account came with its key.
    assert.deepEqual(keys.map((key) => key.revision).sort(), accounts.map((account) => account.revision).sort());
    seen.push(...accounts.map((account) => account.revision).sort((one, two) => one - two));
    position = changes.revision;
    if (isLast) return seen;
  }
}

/** Begins a change that stays open until it is released. */
async function holdLock(
  storage: Storage,
  work: (tx: Parameters<Parameters<Storage['change']>[1]>[0]) => Promise<unknown> = async () => {},
) {
  const inside = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const change = storage.change(1, async (tx) => {
    await work(tx);
    inside.resolve();
    await released.promise;
    return changed(null);
  });
  await inside.promise;
  return {
    async release() {
      released.resolve();
      await change;
    },
  };
}

/** A process of its own that is in the middle of a change as soon as it has printed something. */
function startChange({ module }: ContractSubject, url: string) {
  const program = `
    import { ${module.name} as engine } from ${JSON.stringify(module.url.href)};
    const seal = () => { throw new Error('never reached'); };
    const storage = await engine.open(${JSON.stringify(url)}, { sealer: { seal } });
    await storage.change(1, async (tx) => {
      await tx.insertAccount({ name: 'half', createdAt: 1 });
      console.log('in the middle');
      await new Promise(() => setInterval(() => {}, 1_000));
    });`;
  return spawn(process.execPath, ['--conditions=source', '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
