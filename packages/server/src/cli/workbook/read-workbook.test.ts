import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { foreignWorkbook } from '../../../../../test/support/foreign-workbook.ts';
import { makeTempFolder } from '../../../../../test/support/temp-folder.ts';
import { readWorkbook } from './read-workbook.ts';

const folder = makeTempFolder();

function write(name: string, file: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, file);
  return path;
}

for (const program of ['exceljs', 'libreoffice', 'gnumeric', 'openpyxl']) {
  test(`a workbook that ${program} wrote is read as it was meant, emoji and all`, async () => {
    const path = new URL(`../../../../../test/data/workbooks/${program}.xlsx`, import.meta.url);
    const sheets = await readWorkbook(fileURLToPath(path));
    const texts = sheets.map(({ name, cells }) => [name, cells.map((row) => row.map((cell) => cell ?? ''))]);
    assert.deepEqual(texts, [
      [
        'Generated',
        [
          ['id', 'keyName', 'roles', 'label', 'creationDate', 'status'],
          [
            '1',
            'vtexappkey-lojaverde-QWERTY',
            'OMS - Full access',
            'Integração \u{1f600} & <Ação>',
            '2024-03-01T12:00:00Z',
            'active',
          ],
          ['2', 'vtexappkey-lojaverde-ASDFGH', '', 'Estoque \u{20000} “aspas”', '2023-11-30T00:00:00Z', 'inactive'],
        ],
      ],
      ['Other', [['nothing']]],
    ]);
  });
}

/** A workbook whose one cell has this in its XML. */
function workbookWith(xml: string): string {
  const made = Buffer.from(foreignWorkbook({ Sheet: [['PLACE']] }));
  const files = unzipSync(made);
  files['xl/sharedStrings.xml'] = strToU8(
    Buffer.from(files['xl/sharedStrings.xml'] ?? [])
      .toString()
      .replace('PLACE', xml),
  );
  return write('one.xlsx', zipSync(files));
}

test('a reference to a character is that character, whatever its number, and never markup', async () => {
  const cases: [xml: string, text: string][] = [
    ['a&#128512;b', 'a\u{1f600}b'],
    ['a&#x1F600;b', 'a\u{1f600}b'],
    ['a&#X1f600;b', 'a\u{1f600}b'],
    ['&#x10FFFD;', '\u{10fffd}'],
    ['&#231;&#xE3;&#60;b&#62;&#38;lt;', 'çã<b>&lt;'],
  ];
  for (const [xml, text] of cases) {
    const [sheet] = await readWorkbook(workbookWith(xml));
    assert.deepEqual(sheet?.cells, [[text]], xml);
  }
  for (const xml of ['&#x110000;', '&#xD83D;&#xDE00;', '&#0;', '&#99999999999999999999;']) {
    await assert.rejects(readWorkbook(workbookWith(xml)), {
      code: 'invalid_request',
      message: /refers to a character that there is none of/,
    });
  }
});

test('a file of another kind is told by its kind, with what to do', async () => {
  const cases: [name: string, file: Uint8Array, sentence: RegExp][] = [
    [
      'a.ods',
      zipSync({ mimetype: strToU8('application/vnd.oasis.opendocument.spreadsheet'), 'content.xml': strToU8('<a/>') }),
      /is an OpenDocument file \(\.ods\): open it, and save it as an Excel workbook \(\.xlsx\)\.$/,
    ],
    [
      'a.xlsb',
      zipSync({ 'xl/workbook.bin': new Uint8Array(9) }),
      /is a binary workbook \(\.xlsb\): open it, and save it/,
    ],
    [
      'a.xls',
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      /is an old workbook \(\.xls\), or has a password: open it, and save it/,
    ],
    ['a.numbers', zipSync({ 'Index/Document.iwa': new Uint8Array(9) }), /is a document of Numbers: export it/],
    [
      'latin.xlsx',
      zipSync({ 'xl/workbook.xml': Buffer.from('<a>ç</a>', 'latin1') }),
      /is not in UTF-8: open it, and save it/,
    ],
  ];
  for (const [name, file, message] of cases) {
    await assert.rejects(readWorkbook(write(name, file)), { code: 'invalid_request', message });
  }
});
