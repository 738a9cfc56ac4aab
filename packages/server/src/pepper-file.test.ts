import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ChaveiroError } from './domain/errors.ts';
import { openPeppers } from './pepper-file.ts';
import { sqliteEngine } from './storage/sqlite/engine.ts';
import type { PepperRegistry } from './storage/storage.ts';

const sealer = {
  seal: () => assert.fail('nothing is changed here that has an event'),
};

/** A new database, and a folder for pepper files beside it. */
async function openNew(t: TestContext): Promise<{ registry: PepperRegistry; folder: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'chaveiro-pepper-'));
  const url = `sqlite:${join(directory, 'chaveiro.db')}`;
  await sqliteEngine.migrate(url);
  const storage = await sqliteEngine.open(url, { sealer });
  t.after(async () => {
    await storage.close();
    await rm(directory, { recursive: true });
  });
  return { registry: storage.peppers, folder: join(directory, 'secrets') };
}

async function writePeppers(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { mode: 0o600 });
}

function refusal(...parts: string[]): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ChaveiroError && error.code === 'pepper_missing', String(error));
    for (const part of parts) assert.ok(error.message.includes(part), error.message);
    return true;
  };
}

const line = (id: string, byte: string): string => `${id}:${byte.repeat(32)}\n`;

test('a new database gets a pepper file that only its owner can read, and nothing beside it', async (t) => {
  const { registry, folder } = await openNew(t);
  const { peppers, warnings } = await openPeppers(join(folder, 'pepper'), registry);
  assert.deepEqual(await readdir(folder), ['pepper']);
  assert.equal((await stat(join(folder, 'pepper'))).mode & 0o777, 0o600);
  assert.match(await readFile(join(folder, 'pepper'), 'utf8'), /^[0-9a-f]{8}:[0-9a-f]{64}\n$/);
  const known = await registry.listPeppers();
  assert.deepEqual(
    known.map(({ id }) => id),
    [peppers.currentId],
  );
  assert.deepEqual(warnings, []);
});

test('a file that was made before the database heard of it is taken up, not made again', async (t) => {
  const [first, second] = [await openNew(t), await openNew(t)];
  const file = join(first.folder, 'pepper');
  const { peppers } = await openPeppers(file, first.registry);
  const text = await readFile(file, 'utf8');
  const again = await openPeppers(file, second.registry);
  assert.equal(again.peppers.currentId, peppers.currentId);
  assert.equal(await readFile(file, 'utf8'), text);
});

test('processes that start at once on one new database end up with one pepper', async (t) => {
  const { registry, folder } = await openNew(t);
  const opened = await Promise.all(Array.from({ length: 8 }, () => openPeppers(join(folder, 'pepper'), registry)));
  assert.equal(new Set(opened.map(({ peppers }) => peppers.currentId)).size, 1);
  assert.equal((await registry.listPeppers()).length, 1);
  assert.deepEqual(await readdir(folder), ['pepper']);
});

test('of machines that start at once on one new database, each with its own file, one starts and the others refuse', async (t) => {
  const { registry, folder } = await openNew(t);
  const files = ['one', 'two', 'three'].map((machine) => join(folder, machine, 'pepper'));
  const results = await Promise.allSettled(files.map((file) => openPeppers(file, registry)));
  const [known, ...more] = await registry.listPeppers();
  assert.equal(more.length, 0);
  const started = results.filter((result) => result.status === 'fulfilled');
  assert.deepEqual(
    started.map(({ value }) => value.peppers.currentId),
    [known?.id],
  );
  for (const result of results) if (result.status === 'rejected') refusal(`"${known?.id}"`)(result.reason);
});

test('a database that knows a pepper never gets another one: the missing id and the file are named', async (t) => {
  const { registry, folder } = await openNew(t);
  const file = join(folder, 'pepper');
  const { peppers } = await openPeppers(file, registry);
  await rm(file);
  await assert.rejects(openPeppers(file, registry), refusal(`"${peppers.currentId}"`, file, 'CHAVEIRO_PEPPER_FILE'));
  assert.deepEqual(await readdir(folder), []);
  await writePeppers(file, line('another', 'ab'));
  await assert.rejects(openPeppers(file, registry), refusal(`"${peppers.currentId}"`, file));
});

test('another secret under the same id is refused', async (t) => {
  const { registry, folder } = await openNew(t);
  const file = join(folder, 'pepper');
  await writePeppers(file, line('one', 'ab'));
  await openPeppers(file, registry);
  await writePeppers(file, line('one', 'cd'));
  await assert.rejects(openPeppers(file, registry), refusal('"one"', file));
});

test('a new database takes the last line of a file; lines that it does not know are not used', async (t) => {
  const { registry, folder } = await openNew(t);
  const file = join(folder, 'pepper');
  await writePeppers(file, line('one', 'ab') + line('two', 'cd'));
  assert.equal((await openPeppers(file, registry)).peppers.currentId, 'two');
  await writePeppers(file, line('one', 'ab') + line('two', 'cd') + line('three', 'ef'));
  assert.equal((await openPeppers(file, registry)).peppers.currentId, 'two');
});

test('a damaged or empty file is refused by line number, and its content is not repeated', async (t) => {
  const { registry, folder } = await openNew(t);
  const file = join(folder, 'pepper');
  await writePeppers(file, `${line('one', 'ab')}two:${'cd'.repeat(31)}\n`);
  await assert.rejects(openPeppers(file, registry), (error) => {
    assert.ok(!String(error).includes('cdcd'));
    return refusal('Line 2', file)(error);
  });
  await writePeppers(file, '\n');
  await assert.rejects(openPeppers(file, registry), refusal(file, 'no line'));
  assert.deepEqual(await registry.listPeppers(), []);
});

const noProc = existsSync('/proc/self') ? false : 'this system has no /proc';

test('a file whose folder cannot be made is named, and so is the folder', { skip: noProc }, async (t) => {
  const { registry } = await openNew(t);
  const file = '/proc/chaveiro/pepper';
  await assert.rejects(openPeppers(file, registry), refusal(file, 'the folder /proc/chaveiro cannot be made'));
});

test('a file that others can read is used, with a warning that says what to do', async (t) => {
  const { registry, folder } = await openNew(t);
  const file = join(folder, 'pepper');
  await openPeppers(file, registry);
  await chmod(file, 0o644);
  const { warnings } = await openPeppers(file, registry);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /chmod 600/);
});
