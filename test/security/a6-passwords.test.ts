import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Installation } from '../support/chaveiro.ts';
import { createInstallation, engines, withDatabase } from '../support/databases.ts';
import { callWithCookies, createOwner, goodPassword, signIn } from '../support/people.ts';

/** Adds a pepper to the file and makes the database know it, as an operator does who changes to a new one. */
async function addPepper(installation: Installation, id: string): Promise<void> {
  const secret = randomBytes(32);
  appendFileSync(join(installation.folder, 'pepper'), `${id}:${secret.toString('hex')}\n`);
  const checkValue = createHmac('sha256', secret).update('check').update(id).digest();
  await withDatabase(installation, (execute) => execute('INSERT INTO peppers VALUES (?, ?)', id, checkValue));
}

const passwords = (installation: Installation) =>
  withDatabase(installation, (execute) => execute('SELECT hash, pepper_id, set_at FROM passwords'));

for (const engine of engines) {
  describe(`A6 on ${engine}: the pepper of passwords can be changed`, () => {
    test('who signs in is hashed again under the newest pepper, also many at once, and the old pepper is needed no more', async () => {
      const installation = await createInstallation(engine);
      const email = await createOwner(installation, 'lojaverde');
      const [before] = await passwords(installation);
      await addPepper(installation, 'newest');
      const server = await installation.serve();
      const wrong = { email, password: `${goodPassword}!` };
      assert.equal((await callWithCookies(server.url, '', 'POST', '/api/v1/session', wrong)).status, 401);
      assert.deepEqual(await passwords(installation), [before], 'a wrong password changes nothing');

      await Promise.all(Array.from({ length: 4 }, () => signIn(server.url, email)));
      const [after] = await passwords(installation);
      assert.deepEqual([after?.pepper_id, after?.set_at], ['newest', before?.set_at]);
      assert.notEqual(after?.hash, before?.hash);
      await signIn(server.url, email);
      assert.deepEqual(await passwords(installation), [after], 'once is enough');
      await server.process.stop();
    });
  });
}
