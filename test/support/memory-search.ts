import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** How many characters in a row of a secret count as a copy of it. */
const pieceLength = 20;
/** Every run of 20 characters holds three that begin at a multiple of this. */
const stride = 16;
const pageBytes = 4096;
const chunkPages = 4096;

/** Copies of secrets in the memory of a process. */
export interface MemoryFind {
  /** Which of the secrets were found, by their place in the list. */
  readonly secrets: ReadonlySet<number>;
  readonly copies: number;
}

/**
 * Looks through all memory that a process of this machine can write to (its heaps, stacks and buffers) for secrets in plain
 * text. On Linux, and by whoever may trace the process: its parent, where the system does not forbid that, and root.
 */
export function searchMemory(pid: number, secrets: readonly string[]): MemoryFind {
  const search = prepare(secrets);
  const found = new Set<number>();
  let copies = 0;
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const pages = openSync(`/proc/${pid}/pagemap`, 'r');
  try {
    for (const { from, to } of writableRanges(pid)) {
      for (const bytes of usedParts(memory, pages, from, to)) {
        for (const secret of findIn(bytes, search)) {
          found.add(secret);
          copies++;
        }
      }
    }
  } finally {
    closeSync(pages);
    closeSync(memory);
  }
  return { secrets: found, copies };
}

interface Search {
  /** Every run of 20 characters, with the number of its secret. */
  readonly pieces: ReadonlyMap<string, number>;
  /** Which three bytes stand in a secret: hardly a place in a memory is worth a closer look. */
  readonly triples: Uint8Array;
}

function prepare(secrets: readonly string[]): Search {
  const pieces = new Map<string, number>();
  const triples = new Uint8Array(1 << 24);
  for (const [number, secret] of secrets.entries()) {
    for (let at = 0; at + pieceLength <= secret.length; at++) pieces.set(secret.slice(at, at + pieceLength), number);
    const bytes = Buffer.from(secret, 'latin1');
    for (let at = 0; at + 3 <= bytes.length; at++) triples[bytes.readUIntBE(at, 3)] = 1;
  }
  return { pieces, triples };
}

/** The number of the secret of each copy. */
function* findIn(bytes: Buffer, { pieces, triples }: Search): Generator<number> {
  let searchedTo = 0;
  for (let at = 0; at + 3 <= bytes.length; at += stride) {
    const triple = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    if (triples[triple] === 0) continue;
    const last = Math.min(at, bytes.length - pieceLength);
    for (let from = Math.max(searchedTo, at + 3 - pieceLength); from <= last; from++) {
      const secret = pieces.get(bytes.toString('latin1', from, from + pieceLength));
      if (secret === undefined) continue;
      yield secret;
      // What follows is the rest of this copy.
      searchedTo = from + pieceLength;
      while (
        searchedTo + pieceLength <= bytes.length &&
        pieces.has(bytes.toString('latin1', searchedTo - pieceLength + 1, searchedTo + 1))
      )
        searchedTo++;
      break;
    }
  }
}

function writableRanges(pid: number): { readonly from: number; readonly to: number }[] {
  return readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .map((line) => /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line))
    .filter((range) => range !== null)
    .map(([, from = '', to = '']) => ({ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) }));
}

/** The pages of a range that hold something, in RAM or in swap, as long runs of them. */
function* usedParts(memory: number, pages: number, from: number, to: number): Generator<Buffer> {
  for (let first = from / pageBytes; first < to / pageBytes; first += chunkPages) {
    const entries = readAt(pages, first * 8, Math.min(chunkPages, to / pageBytes - first) * 8);
    for (let page = 0; page * 8 < entries.length; page++) {
      const begin = page;
      while (page * 8 < entries.length && isUsed(entries, page)) page++;
      if (page > begin) yield readAt(memory, (first + begin) * pageBytes, (page - begin) * pageBytes);
    }
  }
}

/** Bit 63 says that a page is in RAM, bit 62 that it is in swap. */
function isUsed(entries: Buffer, page: number): boolean {
  return (entries[page * 8 + 7] as number) >= 0x40;
}

/** Nothing where the process has given the memory back in between. */
function readAt(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, length, at));
  } catch {
    return bytes.subarray(0, 0);
  }
}
