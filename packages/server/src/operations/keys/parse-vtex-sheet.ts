import { ChaveiroError } from '../../domain/errors.ts';
import { isKeyString } from '../../domain/key-string.ts';
import { secretIn } from '../../domain/secret-in-text.ts';
import { maxLabelLength, readShortText } from '../../domain/short-text.ts';
import { checkNoProblems, type ImportProblem } from '../import-problems.ts';

/** Rows of a sheet, its titles first. */
export type SheetCells = readonly (readonly unknown[])[];

/** A key as the sheet `Generated` of VTEX's export has it. */
export interface VtexKey {
  /** Of the sheet, whose titles are row 1. */
  readonly row: number;
  readonly appKey: string;
  readonly label: string;
  /** The names of its roles as the cell has them: what they are depends on the names that there are. */
  readonly roleCell: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly isActive: boolean;
}

/** By these a sheet is known. Others that it has, such as `id`, say nothing that is of use here. */
const titles = ['keyName', 'roles', 'label', 'creationDate', 'status'] as const;
type Title = (typeof titles)[number];

const mostRows = 20_000;

/** Whether the sheet is the one of the account's own keys; the other one has other titles. */
export function isSheetOfGeneratedKeys([first = []]: SheetCells): boolean {
  const present = first.map((cell) => String(cell ?? '').trim());
  return titles.every((title) => present.includes(title));
}

/**
 * The keys of the sheet. Throws `invalid_request` that names the rows of everything that is wrong.
 *
 * @param now milliseconds since 1970
 */
export function parseVtexSheet(sheet: SheetCells, now: number): VtexKey[] {
  if (!isSheetOfGeneratedKeys(sheet)) {
    throw new ChaveiroError('invalid_request', `The sheet of generated keys has the columns ${titles.join(', ')}.`, {
      field: 'FILE',
    });
  }
  if (sheet.length > mostRows) {
    throw new ChaveiroError('invalid_request', `A sheet has at most ${mostRows} rows.`, { field: 'FILE' });
  }
  const [first = [], ...rows] = sheet;
  const columns = first.map((cell) => String(cell ?? '').trim());
  const problems: ImportProblem[] = [];
  const keys = rows.flatMap((cells, i) => {
    const isEmpty = cells.every((cell) => textOf(cell) === '');
    const cellOf = (title: Title) => cells[columns.indexOf(title)];
    return isEmpty ? [] : (parseRow(i + 2, cellOf, now, problems) ?? []);
  });
  const places = new Map<string, number>();
  for (const { appKey, row } of keys) {
    const earlier = places.get(appKey);
    if (earlier === undefined) places.set(appKey, row);
    else problems.push({ field: placeOf(row, 'keyName'), text: `is that of row ${earlier}.` });
  }
  checkNoProblems(problems);
  return keys;
}

/** Where in the sheet something is. */
export function placeOf(row: number, title: Title): string {
  return `row ${row}, ${title}`;
}

function textOf(cell: unknown): string {
  return cell === null || cell === undefined ? '' : String(cell).trim();
}

function parseRow(
  row: number,
  cellOf: (title: Title) => unknown,
  now: number,
  problems: ImportProblem[],
): VtexKey | undefined {
  const before = problems.length;
  const report = (title: Title, text: string) => problems.push({ field: placeOf(row, title), text });
  const appKey = textOf(cellOf('keyName'));
  if (!isKeyString(appKey)) {
    report('keyName', 'has to be a key string: 4 to 128 of the characters A-Z a-z 0-9 . _ -.');
  } else if (secretIn(appKey) !== undefined) {
    report('keyName', `is ${secretIn(appKey)}: the key string is the public half.`);
  }
  const label = readShortText(textOf(cellOf('label')) || appKey.slice(0, maxLabelLength), maxLabelLength);
  if ('problem' in label) report('label', label.problem);
  const createdAt = timeOf(cellOf('creationDate'));
  if (createdAt === undefined || createdAt < 0 || createdAt > now) {
    report('creationDate', 'has to be a date in the past, such as 2025-01-31T18:00:00Z.');
  }
  const status = textOf(cellOf('status')).toLowerCase();
  if (status !== 'active' && status !== 'inactive') report('status', 'has to be Active or Inactive.');
  if (problems.length > before) return undefined;
  return {
    row,
    appKey,
    label: (label as { text: string }).text,
    // Not trimmed: a line break after a name says that it is one.
    roleCell: String(cellOf('roles') ?? ''),
    createdAt: createdAt as number,
    isActive: status === 'active',
  };
}

/** Days from the day that spreadsheets count from (30 December 1899) to 1970. */
const daysBefore1970 = 25_569;

/** A moment as a cell has it: a date, a number of days, or text. Without a zone it is UTC. */
function timeOf(cell: unknown): number | undefined {
  if (cell instanceof Date) return wholeMs(cell.getTime());
  if (typeof cell === 'number') return wholeMs((cell - daysBefore1970) * 86_400_000);
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?) ?(Z|[+-]\d{2}:\d{2})?)?$/.exec(
    textOf(cell),
  );
  if (parts === null) return undefined;
  const [, day, time = '00:00', zone = 'Z'] = parts;
  return wholeMs(Date.parse(`${day}T${time}${zone}`));
}

function wholeMs(ms: number): number | undefined {
  return Number.isFinite(ms) ? Math.round(ms) : undefined;
}
