import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ChaveiroError } from './domain/errors.ts';
import { checkValueOf } from './domain/pepper.ts';
import { openPeppers } from './pepper-file.ts';
import type { KnownPepper, PepperRegistry } from './storage/storage.ts';

/** What the pepper file needs of a database: a list that takes a first entry only. */
class Registry implements PepperRegistry {
  readonly known: KnownPepper[] = [];
  async listPeppers(): Promise<KnownPepper[]> {
    return [...this.known];
  }
  async insertFirstPepper(pepper: KnownPepper): Promise<void> {
    if (this.known.length === 0) this.known.push(pepper);
  }
}

async function inDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'chaveiro-pepper-'));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
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
  const directory = join(await inDirectory(t), 'data');
  const registry = new Registry();
  const { peppers, warnings } = await openPeppers(join(directory, 'pepper'), registry);
  assert.deepEqual(await readdir(directory), ['pepper']);
  assert.equal((await stat(join(directory, 'pepper'))).mode & 0o777, 0o600);
  assert.match(await readFile(join(directory, 'pepper'), 'utf8'), /^[0-9a-f]{8}:[0-9a-f]{64}\n$/);
  assert.deepEqual(
    registry.known.map(({ id }) => id),
    [peppers.currentId],
  );
  assert.deepEqual(warnings, []);
});

test('a file that was made before the database heard of it is taken up, not made again', async (t) => {
  const file = join(await inDirectory(t), 'pepper');
  const first = await openPeppers(file, new Registry());
  const text = await readFile(file, 'utf8');
  const again = await openPeppers(file, new Registry());
  assert.equal(again.peppers.currentId, first.peppers.currentId);
  assert.equal(await readFile(file, 'utf8'), text);
});

test('processes that start at once on one new database end up with one pepper', async (t) => {
  const file = join(await inDirectory(t), 'pepper');
  const registry = new Registry();
  const opened = await Promise.all(Array.from({ length: 8 }, () => openPeppers(file, registry)));
  assert.equal(new Set(opened.map(({ peppers }) => peppers.currentId)).size, 1);
  assert.equal(registry.known.length, 1);
  assert.equal((await readdir(join(file, '..'))).length, 1);
});

test('two machines that start at once on one new database: the one whose pepper came second does not start', async (t) => {
  const directory = await inDirectory(t);
  const registry = new Registry();
  const other = { id: 'other', secret: Buffer.alloc(32, 9) };
  // The other machine's pepper gets in between our question and our answer.
  registry.insertFirstPepper = async () => {
    registry.known.push({ id: other.id, checkValue: checkValueOf(other) });
  };
  await assert.rejects(openPeppers(join(directory, 'pepper'), registry), refusal('"other"', join(directory, 'pepper')));
});

test('a database that knows a pepper never gets another one: the missing id and the file are named', async (t) => {
  const file = join(await inDirectory(t), 'pepper');
  const registry = new Registry();
  const { peppers } = await openPeppers(file, registry);
  await rm(file);
  await assert.rejects(openPeppers(file, registry), refusal(`"${peppers.currentId}"`, file, 'CHAVEIRO_PEPPER_FILE'));
  assert.deepEqual(await readdir(join(file, '..')), []);
  await writeFile(file, line('another', 'ab'), { mode: 0o600 });
  await assert.rejects(openPeppers(file, registry), refusal(`"${peppers.currentId}"`, file));
});

test('another secret under the same id is refused', async (t) => {
  const file = join(await inDirectory(t), 'pepper');
  const registry = new Registry();
  await writeFile(file, line('one', 'ab'), { mode: 0o600 });
  await openPeppers(file, registry);
  await writeFile(file, line('one', 'cd'), { mode: 0o600 });
  await assert.rejects(openPeppers(file, registry), refusal('"one"', file));
});

test('the last line that the database knows is the current pepper', async (t) => {
  const file = join(await inDirectory(t), 'pepper');
  const registry = new Registry();
  await writeFile(file, line('one', 'ab') + line('two', 'cd') + line('three', 'ef'), { mode: 0o600 });
  for (const [id, byte] of [
    ['one', 0xab],
    ['two', 0xcd],
  ] as const) {
    registry.known.push({ id, checkValue: checkValueOf({ id, secret: Buffer.alloc(32, byte) }) });
  }
  const { peppers } = await openPeppers(file, registry);
  assert.equal(peppers.currentId, 'two');
});

test('a damaged or empty file is refused by line number, and its content is not repeated', async (t) => {
  const file = join(await inDirectory(t), 'pepper');
  await writeFile(file, `${line('one', 'ab')}two:${'cd'.repeat(31)}\n`, { mode: 0o600 });
  await assert.rejects(openPeppers(file, new Registry()), (error) => {
    assert.ok(!String(error).includes('cdcd'));
    return refusal('Line 2', file)(error);
  });
  await writeFile(file, '\n', { mode: 0o600 });
  await assert.rejects(openPeppers(file, new Registry()), refusal(file, 'no line'));
});

test('a file that others can read is used, with a warning that says what to do', async (t) => {
  const file = join(await inDirectory(t), 'pepper');
  const registry = new Registry();
  await openPeppers(file, registry);
  await chmod(file, 0o644);
  const { warnings } = await openPeppers(file, registry);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /chmod 600/);
});
