import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { withProgress } from './progress.ts';

/** Work that goes on until it is ended, and what is said meanwhile. */
function begin(isErrorTty: boolean) {
  const said: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let keys = 0;
  const terminal = { prompt: (text: string) => void said.push(text), isErrorTty };
  const done = withProgress(
    terminal,
    'Exporting keys',
    () => promise,
    () => `${++keys} keys`,
  );
  return { said, done, resolve, reject };
}

test('work says how far it is after a second, and goes on saying it; at a terminal in one line that goes away', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const [file, terminal, quick] = [begin(false), begin(true), begin(true)];
  mock.timers.tick(999);
  quick.resolve('quick');
  assert.equal(await quick.done, 'quick');
  assert.deepEqual([file.said, terminal.said, quick.said], [[], [], []]);
  mock.timers.tick(1);
  assert.match(file.said.join(''), /^chaveiro: Exporting keys, 1 keys, \d+ s\n$/);
  const line = terminal.said.join('');
  assert.ok(line.startsWith('\r\u001b[KExporting keys, 1 keys, ') && !line.endsWith('\n'));
  for (let second = 0; second < 10; second += 1) mock.timers.tick(1_000);
  assert.deepEqual([file.said.length, terminal.said.length], [2, 11]);
  file.resolve('whole');
  terminal.reject(new Error('broken'));
  assert.equal(await file.done, 'whole');
  await assert.rejects(terminal.done, /broken/);
  assert.equal(terminal.said.at(-1), '\r\u001b[K');
  mock.timers.tick(100_000);
  assert.deepEqual([file.said.length, terminal.said.length], [2, 12]);
});
