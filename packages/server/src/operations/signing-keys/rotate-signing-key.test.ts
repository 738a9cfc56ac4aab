import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openShop, operator } from '../shop.fixture.ts';
import { getSigner } from './get-signer.ts';
import { rotateSigningKey } from './rotate-signing-key.ts';

const day = 24 * 3_600_000;

test('a key that is followed loses its private half at the next rotation, however late that comes', async (t) => {
  for (const later of [day / 2, 90 * day]) {
    const { context, clock } = await openShop(t);
    const { kid: first } = await getSigner(context);
    const rotate = async () => (await rotateSigningKey(context, operator, { isCompromised: false })).value.made.kid;
    const withPrivateHalf = async () => {
      const keys = await context.storage.read((tx) => tx.listSigningKeys());
      return keys.filter(({ privateKey }) => privateKey !== null).map(({ kid }) => kid);
    };
    const second = await rotate();
    assert.deepEqual((await withPrivateHalf()).toSorted(), [first, second].toSorted(), 'the first goes on signing');
    clock.now += later;
    const third = await rotate();
    assert.deepEqual((await withPrivateHalf()).toSorted(), [second, third].toSorted(), `${later / day} days later`);
    const kept = (await context.storage.read((tx) => tx.listSigningKeys())).find(({ kid }) => kid === first);
    assert.ok(kept?.expiresAt, 'it stays known as one that ended');
  }
});
