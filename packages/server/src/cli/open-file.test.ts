import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTempFolder } from '../../../../test/support/temp-folder.ts';
import { linesOf, openFile } from './open-file.ts';

async function read(content: string): Promise<string[]> {
  const file = join(makeTempFolder(), 'lines');
  writeFileSync(file, content);
  const lines: string[] = [];
  for await (const line of linesOf(await openFile(file, 'FILE'))) lines.push(line);
  return lines;
}

test('a newline ends a line and no other separator does, for an event may hold what somebody searched for', async () => {
  const lines = ['a\u2028', '\u2029\u0085b', 'c\rd'].map((q) => JSON.stringify({ q }));
  assert.deepEqual(await read(`${lines.join('\n')}\n`), lines);
  assert.deepEqual(await read(lines.join('\r\n')), lines);
});

test('lines are whole however large the file is, and whatever stands where it is cut into pieces', async () => {
  const lines = Array.from({ length: 20_000 }, (_, n) => `${n} ação`);
  assert.deepEqual(await read(`${lines.join('\r\n')}\r\n`), lines);
  assert.deepEqual(await read(''), []);
});

test('a file that is not there is a mistake of whoever named it', async () => {
  await assert.rejects(openFile(join(makeTempFolder(), 'none'), 'revocations'), { code: 'invalid_request' });
});
