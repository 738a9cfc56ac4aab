import { ChaveiroError } from '../../domain/errors.ts';
import { cellText } from './cell-text.ts';
import { type ArchivedFile, zipArchive } from './zip-archive.ts';

/** Text, a moment, or nothing. There is no other kind of cell, so none is a formula. */
export type Cell = string | Date | null;

export interface Sheet {
  readonly name: string;
  readonly columns: readonly { readonly title: string; readonly width: number }[];
  /** Rows as they come, each with a cell for each column. */
  readonly pages: Iterable<readonly (readonly Cell[])[]> | AsyncIterable<readonly (readonly Cell[])[]>;
}

/** How many rows a sheet has at most, by Excel's specification. */
const mostRows = 1_048_576;

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageNames = 'http://schemas.openxmlformats.org/package/2006';
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** No sheet here has more columns. */
const columnLetters = 'ABCDEFGH';

/** Places in `cellXfs` of the styles. */
const styles = { text: 1, moment: 2, title: 3 } as const;

/**
 * Writes a workbook in XLSX (ECMA-376), sheet after sheet, while it is read: of the rows it holds the
 * page that it is writing. Moments are dates of the spreadsheet, in UTC.
 *
 * Throws `invalid_request` when a sheet has too many rows for Excel, and what `pages` throw.
 */
export function writeWorkbook(sheets: readonly Sheet[]): AsyncGenerator<Uint8Array> {
  const part = (name: string, xml: string): ArchivedFile => ({ name, chunks: [declaration + xml] });
  return zipArchive([
    part('[Content_Types].xml', contentTypes(sheets)),
    part('_rels/.rels', relations([{ type: 'officeDocument', target: 'xl/workbook.xml' }])),
    part('xl/workbook.xml', workbook(sheets)),
    part(
      'xl/_rels/workbook.xml.rels',
      relations([
        ...sheets.map((_, index) => ({ type: 'worksheet', target: `worksheets/sheet${index + 1}.xml` })),
        { type: 'styles', target: 'styles.xml' },
      ]),
    ),
    part('xl/styles.xml', styleSheet),
    ...sheets.map((sheet, index) => ({ name: `xl/worksheets/sheet${index + 1}.xml`, chunks: sheetXml(sheet) })),
  ]);
}

async function* sheetXml({ name, columns, pages }: Sheet): AsyncGenerator<string> {
  const widths = columns.map(
    ({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  const frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  const titles = columns.map(({ title }) => title);
  yield `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">${frozen}</sheetView></sheetViews>` +
    `<cols>${widths.join('')}</cols><sheetData>${rowXml(titles, 1, styles.title)}`;
  let rows = 1;
  for await (const page of pages) {
    if (rows + page.length > mostRows) {
      const detail = `The sheet "${name}" would have more than ${mostRows - 1} rows, which no spreadsheet program reads.`;
      throw new ChaveiroError('invalid_request', detail);
    }
    yield page.map((row) => rowXml(row, ++rows, styles.text)).join('');
  }
  yield '</sheetData></worksheet>';
}

/** @param number of the row, from 1 */
function rowXml(cells: readonly Cell[], number: number, textStyle: number): string {
  const xml = cells.map((cell, column) => {
    if (cell === null) return '';
    const place = `r="${columnLetters[column]}${number}"`;
    return cell instanceof Date
      ? `<c ${place} s="${styles.moment}"><v>${serialOf(cell)}</v></c>`
      : `<c ${place} t="inlineStr" s="${textStyle}"><is><t xml:space="preserve">${cellText(cell)}</t></is></c>`;
  });
  return `<row r="${number}">${xml.join('')}</row>`;
}

/**
 * Days since the beginning of 1900, as spreadsheets count them; 25,569 of them are before 1970. A tenth of a
 * millisecond is added, for readers that cut off where others round.
 */
function serialOf(moment: Date): number {
  return (moment.getTime() + 0.1) / 86_400_000 + 25_569;
}

function contentTypes(sheets: readonly Sheet[]): string {
  const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const parts = [
    ['workbook.xml', 'sheet.main'],
    ['styles.xml', 'styles'],
    ...sheets.map((_, index) => [`worksheets/sheet${index + 1}.xml`, 'worksheet']),
  ];
  const overrides = parts.map(
    ([name, type]) => `<Override PartName="/xl/${name}" ContentType="${spreadsheet}.${type}+xml"/>`,
  );
  return (
    `<Types xmlns="${packageNames}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`
  );
}

function relations(targets: readonly { type: string; target: string }[]): string {
  const each = targets.map(
    ({ type, target }, index) =>
      `<Relationship Id="rId${index + 1}" Type="${relationships}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${packageNames}/relationships">${each.join('')}</Relationships>`;
}

function workbook(sheets: readonly Sheet[]): string {
  const each = sheets.map(
    ({ name }, index) => `<sheet name="${cellText(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  return `<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets>${each.join('')}</sheets></workbook>`;
}

/**
 * The format of texts says that they are text (49), with the mark that Excel sets for a leading
 * apostrophe: also a cell that somebody edits later does not become a formula.
 */
const styleSheet =
  `<styleSheet xmlns="${main}">` +
  '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>' +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>' +
  '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' +
  '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>' +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';
