import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, readWorkbook } from '../../../../../test/support/workbook.ts';
import { refusal } from '../shop.fixture.ts';
import { type Cell, writeWorkbook } from './workbook.ts';

const columns = [
  { title: 'text', width: 20 },
  { title: 'moment', width: 20 },
];

function write(pages: Iterable<Cell[][]> | AsyncIterable<Cell[][]>) {
  return writeWorkbook([{ name: 'Sheet', columns, pages }]);
}

async function throughWorkbook(rows: Cell[][]) {
  const { Sheet = [] } = await readWorkbook(await bytesOf(write([rows])));
  assert.deepEqual(Sheet[0], ['text', 'moment']);
  return Sheet.slice(1);
}

test('every text comes back as it was, and none as a formula', async () => {
  const texts = [
    ...['=1+1', '+1', '-1', '@SUM(A1)', '"', '"=1+1"', "'=1", '=cmd|"/C calc"!A0', '{=A1}', '1', '1e5', 'TRUE'],
    ...['a\tb', 'a\rb', 'a\r\nb', 'a\nb', '\u0000', 'a\u0007b', '\uFFFE\uFFFF', '\uD800', 'a\uDC00b', '😀', '\uFEFFa'],
    ...['<b>&amp;</b>', ']]>', '_x0041_', '_x0041', '_x005F_x0041_', '__x0041_', ' spaces ', 'é', 'x'.repeat(32_767)],
  ];
  const rows = await throughWorkbook(texts.map((text) => [text, null]));
  assert.deepEqual(
    rows.map(([text]) => text),
    texts,
  );
});

test('a text that is longer than a cell ends with a sign that it does', async () => {
  const [[text] = []] = await throughWorkbook([['x'.repeat(40_000), null]]);
  assert.equal(text, `${'x'.repeat(32_766)}…`);
});

test('a moment comes back as a date, to the millisecond', async () => {
  const moments = ['2026-03-01T12:00:00.001Z', '2024-02-29T23:59:59.999Z', '1999-12-31T00:00:00.000Z'];
  const rows = await throughWorkbook(moments.map((moment) => [null, new Date(moment)]));
  for (const [index, [, read]] of rows.entries()) {
    assert.ok(read instanceof Date);
    assert.equal(read.toISOString(), moments[index]);
  }
});

test('rows are read only as fast as the file is taken, and not any more when nobody takes it', async () => {
  let pages = 0;
  let isEnded = false;
  async function* manyPages(): AsyncGenerator<Cell[][]> {
    try {
      while (pages < 400) {
        pages++;
        yield Array.from({ length: 500 }, () => [crypto.randomUUID(), null]);
      }
    } finally {
      isEnded = true;
    }
  }
  let bytes = 0;
  for await (const chunk of write(manyPages())) {
    bytes += chunk.length;
    if (bytes > 100_000) break;
  }
  assert.ok(pages < 40, `${pages} pages were read for ${bytes} bytes`);
  // What compresses hears of the end in its own time.
  for (let turns = 0; !isEnded && turns < 100; turns++) await new Promise(setImmediate);
  assert.ok(isEnded);
});

test('what goes wrong with the rows breaks the file off', async () => {
  async function* failing(): AsyncGenerator<Cell[][]> {
    yield [['a', null]];
    throw new Error('the database is gone');
  }
  await assert.rejects(bytesOf(write(failing())), /the database is gone/);
});

test('a sheet with more rows than a spreadsheet program reads is refused', async () => {
  const page: Cell[][] = Array.from({ length: 131_072 }, () => []);
  await assert.rejects(bytesOf(write(Array(8).fill(page))), refusal('invalid_request', '"Sheet"', '1048575'));
  const full = Array(7).fill(page);
  assert.ok((await bytesOf(write([...full, page.slice(1)]))).length > 0);
});
