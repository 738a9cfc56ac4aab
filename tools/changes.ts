/** The files of `changes/`, and how they become a section of `CHANGELOG.md`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the order in which a release tells of them. */
const kinds = ['security', 'removed', 'changed', 'added', 'fixed'] as const;
type Kind = (typeof kinds)[number];

export interface Change {
  readonly kind: Kind;
  readonly text: string;
}

const heading = (kind: Kind) => `### ${kind[0]?.toUpperCase()}${kind.slice(1)}`;

/** Reads a change; of a malformed one says what is wrong with it. */
export function parseChange(file: string, content: string): Change | string {
  const [, kind] = /^[a-z0-9]+(?:-[a-z0-9]+)*[.]([a-z]+)[.]md$/.exec(file) ?? [];
  if (!kinds.includes(kind as Kind)) {
    return `${file}: the name is {what}.{kind}.md, in small letters with hyphens; kinds are ${kinds.join(', ')}`;
  }
  const text = content.trim();
  if (text === '') return `${file}: empty`;
  if (/\n\s*\n/.test(text)) return `${file}: more than one paragraph`;
  if (/^\s*(?:[-*+>]|#+|\d+[.])\s/m.test(text)) return `${file}: a heading or list where one plain paragraph belongs`;
  if (!/[.]\)?$/.test(text)) return `${file}: does not end with a full stop`;
  return { kind: kind as Kind, text };
}

/** Reads the changes of a folder, by name, and what is wrong with the malformed ones. */
export function readChanges(folder: string): {
  readonly changes: readonly Change[];
  readonly wrong: readonly string[];
} {
  const changes: Change[] = [];
  const wrong: string[] = [];
  for (const file of readdirSync(folder).sort()) {
    if (file === 'README.md') continue;
    const change = parseChange(file, readFileSync(join(folder, file), 'utf8'));
    if (typeof change === 'string') wrong.push(change);
    else changes.push(change);
  }
  return { changes, wrong };
}

/** What stands under `## Unreleased` once a release has taken what stood there. */
const unreleased =
  '## Unreleased\n\nSee [changes](changes/README.md): each change is a file there until it is released.\n';

/**
 * Makes a section of a release from the changes and from the lists that stand under `## Unreleased`.
 *
 * @returns the changelog with the section, and the notes alone; throws when there is nothing to tell
 */
export function releaseChanges(
  changelog: string,
  changes: readonly Change[],
  release: { readonly version: string; readonly day: string },
): { readonly changelog: string; readonly notes: string } {
  const { before, open, after } = splitAtUnreleased(changelog);
  const listed = itemsByKind(open);
  const sections = kinds.flatMap((kind) => {
    const items = [
      ...(listed.get(kind) ?? []),
      ...changes.filter((each) => each.kind === kind).map(({ text }) => itemOf(text)),
    ];
    return items.length === 0 ? [] : [`${heading(kind)}\n\n${items.join('\n')}\n`];
  });
  if (sections.length === 0) throw new Error('Nothing has changed since the last release: changes/ is empty.');
  const notes = sections.join('\n');
  const section = `## ${release.version} (${release.day})\n\n${notes}`;
  return { changelog: `${before}${unreleased}\n${section}${after === '' ? '' : `\n${after}`}`, notes };
}

const itemOf = (text: string) => `- ${text.replaceAll('\n', '\n  ')}`;

function splitAtUnreleased(changelog: string): { before: string; open: string; after: string } {
  const start = changelog.indexOf('## Unreleased\n');
  if (start < 0) throw new Error('CHANGELOG.md has no heading "## Unreleased".');
  const next = changelog.indexOf('\n## ', start);
  const end = next < 0 ? changelog.length : next + 1;
  return { before: changelog.slice(0, start), open: changelog.slice(start, end), after: changelog.slice(end) };
}

/** The items of the lists of a section; lists of one kind are joined, and an item that stands there twice is taken once. */
function itemsByKind(section: string): Map<Kind, string[]> {
  const found = new Map<Kind, string[]>();
  let items: string[] | undefined;
  for (const line of section.split('\n')) {
    if (line.startsWith('### ')) {
      const kind = kinds.find((each) => heading(each) === line);
      if (kind === undefined) throw new Error(`CHANGELOG.md: "${line}" is not a kind of change.`);
      items = found.get(kind) ?? [];
      found.set(kind, items);
    } else if (line.startsWith('- ')) {
      if (items === undefined) throw new Error(`CHANGELOG.md: "${line}" stands under no kind of change.`);
      items.push(line);
    } else if (line.startsWith('  ') && items !== undefined && items.length > 0) {
      items.push(`${items.pop()}\n${line}`);
    } else if (line.trim() !== '' && items !== undefined) {
      throw new Error(`CHANGELOG.md: "${line}" is neither a heading nor an item of a list.`);
    }
  }
  return new Map([...found].map(([kind, all]) => [kind, [...new Set(all)]]));
}
