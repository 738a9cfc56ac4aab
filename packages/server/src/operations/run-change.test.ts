import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shops } from './both-engines.fixture.ts';
import { finishRenewal } from './keys/end-renewal.ts';
import { startRenewal } from './keys/start-renewal.ts';
import { operator } from './shop.fixture.ts';

for (const [engine, open] of Object.entries(shops)) {
  test(`on ${engine}, who hears a refusal hears it when this process decides by what was seen for it`, async (t) => {
    const { storage, context, addKey } = await open(t);
    const key = await addKey('lojaverde');
    const input = { account: 'lojaverde', key: key.id };
    await startRenewal(context, operator, input);

    // The index is told of a change at once, and takes it in only when we say so.
    const takenIn = Promise.withResolvers<void>();
    const told: string[] = [];
    const twice = Promise.withResolvers<void>();
    const onChanged = async (revision: string) => {
      if (told.push(revision) === 2) twice.resolve();
      await takenIn.promise;
    };
    const slow = { ...context, onChanged };
    let heard = 0;
    // Which of the two comes first is the database's choice; the other one is refused.
    const answers = [1, 2].map(async () => {
      try {
        await finishRenewal(slow, operator, input);
        return 'finished';
      } catch (error) {
        return (error as { code?: string }).code;
      } finally {
        heard += 1;
      }
    });
    await Promise.race([twice.promise, ...answers]);
    assert.equal(heard, 0);
    const revision = await storage.readRevision();
    assert.deepEqual(told, [revision, revision]);
    takenIn.resolve();
    assert.deepEqual((await Promise.all(answers)).sort(), ['finished', 'no_renewal']);
    assert.equal(await storage.readRevision(), revision);
  });
}
