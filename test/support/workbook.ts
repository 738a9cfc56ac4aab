import assert from 'node:assert/strict';
import { strFromU8, unzipSync } from 'fflate';
import readXlsxFile from 'read-excel-file/node';

/** A cell as a reader hands it out. */
export type ReadCell = string | number | boolean | Date | null;

/** What is in a workbook, by sheet; each sheet begins with its titles. */
export type Workbook = Readonly<Record<string, readonly (readonly ReadCell[])[]>>;

/**
 * Opens a workbook with two readers that know nothing of who wrote it: `read-excel-file` for its
 * cells, and `fflate` for what is really in the file. Fails when there is anything but texts and numbers in a cell, such as
 * a formula.
 */
export async function readWorkbook(file: Uint8Array): Promise<Workbook> {
  for (const [name, content] of Object.entries(unzipSync(file))) {
    const xml = strFromU8(content);
    assert.doesNotMatch(xml, /<f[\s/>]|<(?:ddeLink|externalReference|hyperlink|oleObject)/, name);
    for (const [cell] of xml.matchAll(/<c\b[^>]*[^/]>.*?<\/c>/gs)) {
      assert.match(
        cell,
        /^<c r="[A-H]\d+" t="inlineStr" s="\d"><is><t xml:space="preserve">[^<]*<\/t><\/is><\/c>$|^<c r="[A-H]\d+" s="2"><v>[\d.]+<\/v><\/c>$/,
      );
    }
  }
  const sheets = await readXlsxFile(Buffer.from(file), { trim: false });
  return Object.fromEntries(sheets.map(({ sheet, data }) => [sheet, data as ReadCell[][]]));
}

/** Everything that a source yields, in one piece. */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}
