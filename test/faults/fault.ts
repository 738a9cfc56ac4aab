import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repositoryFolder } from '../support/repository.ts';

/** One place of a fault: `find` stands exactly once in `file`. */
export interface Edit {
  /** Relative to the repository. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A mistake of a few lines that somebody could make, and the test that has to notice it. */
export interface Fault {
  readonly name: string;
  /** The rule or check that it breaks. */
  readonly breaks: string;
  /** The mistake, in words. */
  readonly mistake: string;
  /** Test file, relative to the repository. */
  readonly testFile: string;
  /** Part of the title of the test or suite in it, a regular expression; `null` for all of the file. */
  readonly testTitle: string | null;
  readonly edits: readonly Edit[];
}

/** A fault as it is written: one place beside its name, or several under `edits`. */
type WrittenFault = Record<'name' | 'breaks' | 'mistake' | 'caughtBy', string> &
  (Edit | { readonly edits: readonly Edit[] });

const faultsFolder = join(repositoryFolder, 'test/faults');

/** All faults of the areas in this folder, by name. Throws for one that does not say what it has to, and for a name used twice. */
export function readFaults(): Fault[] {
  const faults = readdirSync(faultsFolder)
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => {
      const written = parse(readFileSync(join(faultsFolder, file), 'utf8')) as WrittenFault[];
      return written.map((fault) => readFault(fault, file));
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const [at, { name }] of faults.entries()) {
    if (faults[at + 1]?.name === name) throw new Error(`Two faults are called ${name}.`);
  }
  return faults;
}

function readFault(written: WrittenFault, area: string): Fault {
  const { name, breaks, mistake, caughtBy } = written;
  const edits = 'edits' in written ? written.edits : [written];
  const texts = [name, breaks, mistake, caughtBy, ...edits.flatMap(({ file, find, replace }) => [file, find, replace])];
  if (!texts.every((text) => typeof text === 'string')) {
    throw new Error(`${area}: ${JSON.stringify(name ?? written)} lacks one of its fields.`);
  }
  const [testFile = '', testTitle = null] = caughtBy.split(' › ');
  return { name, breaks, mistake, testFile, testTitle, edits };
}

/** Why a fault cannot be planted in a folder, or `null` if it can. */
export function complaintAbout({ edits }: Fault, folder: string): string | null {
  for (const { file, find, replace } of edits) {
    const places = readFileSync(join(folder, file), 'utf8').split(find).length - 1;
    if (places !== 1) return `${file} has ${places} places that read\n${find}`;
    if (find === replace) return `${file} stays as it is`;
  }
  return null;
}

/** Plants a fault in a folder; answers what takes it back. */
export function plant({ edits }: Fault, folder: string): () => void {
  const before = new Map<string, string>();
  for (const { file, find, replace } of edits) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    if (!before.has(path)) before.set(path, text);
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
  }
  return () => {
    for (const [path, text] of before) writeFileSync(path, text);
  };
}
