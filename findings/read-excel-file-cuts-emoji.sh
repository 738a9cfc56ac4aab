#!/usr/bin/env bash
# openpyxl writes characters outside of ASCII into its sheets as references by number, so an emoji is `&#128512;`
# (seen with 3.0.9, Debian 12). read-excel-file 9.3.17, by way of its XML reader saxen 11.1.0, turns a number above U+FFFF
# into a character with `String.fromCharCode`, which keeps 16 bits: U+1F600 is read as U+F600, another character, without an
# error. The same emoji written as itself is read right.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts read-excel-file@9.3.17 saxen@11.1.0 fflate@0.8.3 >/dev/null

cat > read.mjs <<'JS'
import { strToU8, zipSync } from 'fflate';
import readXlsxFile from 'read-excel-file/universal';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const rels = 'http://schemas.openxmlformats.org/package/2006/relationships';

async function read(cell) {
  const parts = {
    '_rels/.rels': `<Relationships xmlns="${rels}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${rels}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>${cell}</t></is></c></row></sheetData></worksheet>`,
  };
  const file = zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
  const [{ data }] = await readXlsxFile(new Blob([file]));
  return [...data[0][0]].map((c) => `U+${c.codePointAt(0).toString(16).toUpperCase()}`).join(' ');
}

console.log('as itself:', await read('\u{1F600}'));
console.log('by number:', await read('&#128512;'));
console.log('by hex number:', await read('&#x1F600;'));
JS

seen=$(node read.mjs)
echo "$seen"
expected='as itself: U+1F600
by number: U+F600
by hex number: U+F600'
[ "$seen" = "$expected" ] || { echo 'read-excel-file reads it in another way now' >&2; exit 1; }
