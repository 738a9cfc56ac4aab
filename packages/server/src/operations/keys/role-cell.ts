/** What stands between the names of roles in one cell. A name can hold each of them but the line break. */
const separators = /[,;|\n]/;
const inNames = /[,;|]/;

/** Cells are looked at up to here, and a reading of so many pieces is none. */
const mostPieces = 2_000;

/** The names that a cell stands for, or what is wrong with it, as the rest of a sentence. */
export type RoleCell = { readonly names: readonly string[] } | { readonly problem: string };

/**
 * Names in one cell as a workbook has them. Where a name holds what stands between names, each is on a line of its
 * own, and a single one is followed by a line break: no name has a line break, so such a cell has one reading.
 */
export function formatRoleCell(names: readonly string[]): string {
  if (!names.some((name) => inNames.test(name))) return names.join(', ');
  return names.length === 1 ? `${names[0]}\n` : names.join('\n');
}

/**
 * Reads a cell against the names that exist. A cell with line breaks has a name on each line, or several where the
 * whole line is none. One that can be read in two ways is refused: the wrong one could give roles that nobody meant.
 */
export function readRoleCell(cell: string, isName: (name: string) => boolean): RoleCell {
  const lines = cell.split('\n');
  const isByLines = lines.length > 1;
  const names: string[] = [];
  for (const line of lines.map((each) => each.trim()).filter((each) => each !== '')) {
    if (isByLines && isName(line)) {
      names.push(line);
      continue;
    }
    const read = readLine(line, isName, cell);
    if ('problem' in read) return read;
    names.push(...read.names);
  }
  return { names: [...new Set(names)] };
}

function readLine(line: string, isName: (name: string) => boolean, cell: string): RoleCell {
  const pieces = piecesOf(line);
  if (pieces.length > mostPieces) return { problem: `names more than ${mostPieces} roles.` };
  const readings = readingsOf(line, pieces, isName);
  const [only, other] = readings;
  if (only !== undefined && other === undefined) return { names: only };
  if (only !== undefined && other !== undefined) {
    return {
      problem:
        `can be read as ${quoted(other)}, and as ${quoted(only)}. Write each name on a line of its own within the cell, and ` +
        'a line break after a single one.',
    };
  }
  // What stands at the end of a cell that was too short for it is no name, but the beginning of one.
  if (/(…|\.\.\.)\s*$/.test(cell)) {
    return { problem: `ends with "${line.slice(-12)}": it was cut off, and does not say all the roles of the key.` };
  }
  const unknown = pieces
    .map(({ from, to }) => line.slice(from, to).trim())
    .find((piece) => piece !== '' && !isName(piece));
  return {
    problem: `has ${JSON.stringify(unknown ?? line)}, which is neither a role of the account nor a predefined one.`,
  };
}

interface Piece {
  readonly from: number;
  readonly to: number;
}

function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = 0; at <= line.length; at++) {
    if (at < line.length && !separators.test(line[at] as string)) continue;
    pieces.push({ from, to: at });
    from = at + 1;
  }
  return pieces;
}

/** How many pieces one name is put together of at most: it has 100 characters. */
const mostOfOneName = 51;

/** Up to two ways to read the line as names, each a list of them; what is empty between two separators is nothing. */
function readingsOf(line: string, pieces: readonly Piece[], isName: (name: string) => boolean): string[][] {
  /** The readings of what begins at a piece, from the end of the line. */
  const after: string[][][] = Array.from({ length: pieces.length + 1 }, () => []);
  after[pieces.length] = [[]];
  for (let first = pieces.length - 1; first >= 0; first--) {
    const found = new Map<string, string[]>();
    const add = (names: string[]) => found.size < 2 && found.set(JSON.stringify([...new Set(names)].sort()), names);
    const { from } = pieces[first] as Piece;
    for (let last = first; last < Math.min(pieces.length, first + mostOfOneName); last++) {
      const name = line.slice(from, pieces[last]?.to).trim();
      const rest = after[last + 1] as string[][];
      if (name === '' && last === first) for (const names of rest) add(names);
      else if (rest.length > 0 && isName(name)) for (const names of rest) add([name, ...names]);
    }
    after[first] = [...found.values()];
  }
  return after[0] as string[][];
}

function quoted(names: readonly string[]): string {
  const [first = '', ...more] = names.map((name) => JSON.stringify(name));
  return more.length === 0 ? `the one role ${first}` : `the roles ${[first, ...more].join(' and ')}`;
}
