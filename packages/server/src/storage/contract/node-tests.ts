/** Which nodes there are, and how they hear of each other's changes. */
import assert from 'node:assert/strict';
import type { Revision } from '#engine';
import { goneAfterMs, type NodeReport } from '../../domain/node.ts';
import type { Storage } from '../storage.ts';
import { type ContractTest, insertTestAccount, make, testSealer } from './subject.ts';

const node = (id: string, changes: Partial<NodeReport> = {}): NodeReport => ({
  ...{
    id,
    name: 'host:8420',
    kind: 'server',
    accountId: null,
    version: '1.2.3',
    revision: 'a-1' as Revision,
    behindMs: 1.4,
  },
  ...changes,
});

const namesOf = async (storage: Storage) => (await storage.nodes.listNodes()).map(({ id, name }) => `${id} ${name}`);

export const nodeTests: readonly ContractTest[] = [
  {
    title: 'nodes: a name belongs to one that lives; the next gets a number, and the name of one that is gone is free',
    async run({ storage, db }) {
      await Promise.all(['a', 'b', 'c'].map((id) => storage.nodes.reportNodes([node(id)])));
      const names = (await namesOf(storage)).map((each) => each.split(' ')[1]);
      assert.deepEqual(names, ['host:8420', 'host:8420#2', 'host:8420#3']);
      const [first] = await storage.nodes.listNodes();
      assert.ok(first);
      await db
        .updateTable('nodes')
        .set((eb) => ({ seen_at: eb('seen_at', '-', goneAfterMs + 1_000) }))
        .where('id', '=', first.id)
        .execute();
      await storage.nodes.reportNodes([node('d')]);
      assert.equal((await namesOf(storage))[0], 'd host:8420');
      // It was not gone after all, only silent for too long: it comes back under another name.
      await storage.nodes.reportNodes([node(first.id)]);
      assert.ok((await namesOf(storage)).includes(`${first.id} host:8420#4`));
    },
  },
  {
    title: 'nodes: what they say is kept, with how long ago by the clock of the database, until they end',
    async run({ storage }) {
      const service = node('b', { name: 'orders', kind: 'sdk', accountId: 7 });
      await storage.nodes.reportNodes([node('a'), service]);
      await storage.nodes.reportNodes([node('a', { revision: 'a-2' as Revision, behindMs: 5 })]);
      const seen = await storage.nodes.listNodes();
      assert.ok(seen.every(({ seenAgoMs }) => seenAgoMs >= 0 && seenAgoMs < 5_000));
      assert.deepEqual(
        seen.map(({ seenAgoMs: _, ...rest }) => rest),
        [node('a', { revision: 'a-2' as Revision, behindMs: 5 }), { ...service, behindMs: 1 }],
      );
      await storage.nodes.removeNodes(['a', 'unknown']);
      assert.deepEqual(await namesOf(storage), ['b orders']);
    },
  },
  {
    title:
      'hints: another process on the database hears of a change and of a node, soon, and of nothing once it has stopped',
    async run({ subject, url, storage }) {
      const other = await subject.engine.open(url, { sealer: testSealer });
      try {
        let hints = 0;
        const isOn = Promise.withResolvers<void>();
        const following = other.hints.follow(
          () => hints++,
          (state) => state.isOn && isOn.resolve(),
        );
        await isOn.promise;
        for (const work of [
          () => make(storage, (tx) => insertTestAccount(tx, 'loja')),
          () => storage.nodes.reportNodes([node('a')]),
        ]) {
          await settled(() => hints);
          const before = hints;
          await work();
          const end = performance.now() + 2_000;
          while (hints === before) {
            assert.ok(performance.now() < end, 'no hint came');
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
        }
        await following.stop();
        const after = hints;
        await make(storage, (tx) => insertTestAccount(tx, 'other'));
        await new Promise((resolve) => setTimeout(resolve, 50));
        assert.equal(hints, after);
      } finally {
        await other.close();
      }
    },
  },
];

/** Until what was on its way has come. */
async function settled(count: () => number): Promise<void> {
  for (;;) {
    const before = count();
    await new Promise((resolve) => setTimeout(resolve, 30));
    if (count() === before) return;
  }
}
