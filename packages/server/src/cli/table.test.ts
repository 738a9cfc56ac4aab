import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignColumns, table } from './table.ts';

test('columns line up, also under accents and wide characters', () => {
  const rows = [
    ['Conexa\u0303o', 'x'],
    ['\u65e5\u672c', 'y'],
    ['plain text', 'z'],
  ];
  assert.equal(alignColumns(rows), 'Conexa\u0303o     x\n\u65e5\u672c        y\nplain text  z');
});

test('text of others cannot command the terminal', () => {
  assert.equal(table(['L'], [['a\u001b[2Jb\u202ec\nd']], ''), 'L\na\\x1b[2Jb\\x202ec\\x0ad');
});

test('without rows a sentence stands for the table', () => {
  assert.equal(table(['L'], [], 'Nothing here.'), 'Nothing here.');
});
