/** Answers that can be given again: for their time by the database's clock, and then erased. */
import assert from 'node:assert/strict';
import type { Kysely } from 'kysely';
import type { Tables } from '../queries/tables.ts';
import { type ContractTest, make } from './subject.ts';

const minuteMs = 60_000;
const lifetimes = { secretTtlMs: 5 * minuteMs, recordTtlMs: 1440 * minuteMs };
const requestMac = new Uint8Array(32).fill(1);
const sealed = { nonce: new Uint8Array(12).fill(2), ciphertext: new Uint8Array([3, 4, 5]) };

function answerOf(number: number) {
  return { id: new Uint8Array(32).fill(number), requestMac, answer: `{"number":${number}}` };
}

/** Lets time pass for every answer: the database's clock itself cannot be moved. */
async function letPass(db: Kysely<Tables>, ms: number): Promise<void> {
  await db
    .updateTable('kept_answers')
    .set((eb) => ({ sealed_until: eb('sealed_until', '-', ms), kept_until: eb('kept_until', '-', ms) }))
    .execute();
}

async function storedSecrets(db: Kysely<Tables>): Promise<(Uint8Array | null)[]> {
  const rows = await db.selectFrom('kept_answers').select(['nonce', 'ciphertext']).orderBy('id').execute();
  return rows.flatMap(({ nonce, ciphertext }) => [bytesOf(nonce), bytesOf(ciphertext)]);
}

export const idempotencyRecordTests: readonly ContractTest[] = [
  {
    title: 'an answer is found as it was kept, by its id alone, once for each id',
    async run({ storage }) {
      const { id, ...kept } = answerOf(1);
      await make(storage, (tx) => tx.insertIdempotencyRecord({ id, ...kept, sealed }, lifetimes));
      await make(storage, (tx) => tx.insertIdempotencyRecord({ ...answerOf(2), sealed: null }, lifetimes));
      const find = (number: number) => storage.read((tx) => tx.findIdempotencyRecord(answerOf(number).id));
      const found = await find(1);
      assert.deepEqual(found, { ...kept, hadSecrets: true, sealed: found?.sealed });
      assert.deepEqual(Buffer.from(found?.sealed?.ciphertext ?? []), Buffer.from(sealed.ciphertext));
      assert.deepEqual(Buffer.from(found?.sealed?.nonce ?? []), Buffer.from(sealed.nonce));
      const other = await find(2);
      assert.deepEqual([other?.sealed, other?.hadSecrets, other?.answer], [null, false, '{"number":2}']);
      assert.equal(await find(3), undefined);
      await assert.rejects(make(storage, (tx) => tx.insertIdempotencyRecord({ id, ...kept, sealed: null }, lifetimes)));
    },
  },
  {
    title: 'after its time an answer has no secret any more, also before that is erased, and later it is gone',
    async run({ storage, db }) {
      const { id, ...kept } = answerOf(1);
      const find = () => storage.read((tx) => tx.findIdempotencyRecord(id));
      await make(storage, (tx) => tx.insertIdempotencyRecord({ id, ...kept, sealed }, lifetimes));
      await letPass(db, 4.9 * minuteMs);
      assert.notEqual((await find())?.sealed, null);
      assert.equal(await storage.eraseIdempotencyRecords(), 0);
      await letPass(db, 0.1 * minuteMs);
      assert.deepEqual(await find(), { ...kept, hadSecrets: true, sealed: null });
      assert.notDeepEqual(await storedSecrets(db), [null, null]);
      const revision = await storage.readRevision();
      assert.equal(await storage.eraseIdempotencyRecords(), 1);
      assert.deepEqual(await storedSecrets(db), [null, null]);
      assert.deepEqual(await find(), { ...kept, hadSecrets: true, sealed: null });
      await letPass(db, 1434 * minuteMs);
      assert.notEqual(await find(), undefined);
      await letPass(db, minuteMs);
      assert.equal(await find(), undefined);
      assert.equal(await storage.eraseIdempotencyRecords(), 0);
      assert.deepEqual(await storedSecrets(db), []);
      assert.equal(await storage.readRevision(), revision);
    },
  },
  {
    title: 'keeping an answer erases those that are out of date, and its own id can be used again',
    async run({ storage, db }) {
      await make(storage, (tx) => tx.insertIdempotencyRecord({ ...answerOf(1), sealed }, lifetimes));
      await letPass(db, 1435 * minuteMs);
      await make(storage, (tx) => tx.insertIdempotencyRecord({ ...answerOf(2), sealed }, lifetimes));
      assert.deepEqual(await storedSecrets(db), [null, null, sealed.nonce, sealed.ciphertext].map(bytesOf));
      await letPass(db, 5 * minuteMs);
      await make(storage, (tx) => tx.insertIdempotencyRecord({ ...answerOf(1), sealed }, lifetimes));
      assert.deepEqual(await storedSecrets(db), [sealed.nonce, sealed.ciphertext, null, null].map(bytesOf));
    },
  },
];

function bytesOf(bytes: Uint8Array | null) {
  return bytes === null ? null : Buffer.from(bytes);
}
