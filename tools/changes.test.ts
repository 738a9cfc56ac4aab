import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseChange, readChanges, releaseChanges } from './changes.ts';

test('a change is one paragraph in a file that says its kind, and anything else is refused with what is wrong', () => {
  assert.deepEqual(parseChange('undo-a-renewal.added.md', 'A renewal\ncan be undone.\n'), {
    kind: 'added',
    text: 'A renewal\ncan be undone.',
  });
  for (const [file, content, reason] of [
    ['undo.md', 'Undone.', /the name is/],
    ['undo.improved.md', 'Undone.', /the name is/],
    ['Undo it.added.md', 'Undone.', /the name is/],
    ['undo.added.txt', 'Undone.', /the name is/],
    ['undo.added.md', ' \n', /empty/],
    ['undo.added.md', 'One.\n\nTwo.', /more than one paragraph/],
    ['undo.added.md', '- Undone.', /heading or list/],
    ['undo.added.md', 'First.\n## Second.', /heading or list/],
    ['undo.added.md', 'Undone', /full stop/],
  ] as const) {
    assert.match(String(parseChange(file, content)), reason, `${file}: ${content}`);
  }
});

test('of a folder all changes are read by name, and all malformed ones are told', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chaveiro-changes-'));
  try {
    for (const [file, content] of Object.entries({
      'README.md': '# Not a change',
      'b.fixed.md': 'B.',
      'a.fixed.md': 'A.',
      'c.fixed.md': 'C',
      'notes.txt': 'D.',
    })) {
      writeFileSync(join(folder, file), content);
    }
    const { changes, wrong } = readChanges(folder);
    assert.deepEqual(
      changes.map(({ text }) => text),
      ['A.', 'B.'],
    );
    assert.equal(wrong.length, 2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const release = { version: '1.2.0', day: '2030-01-31' };

test('a release joins changes with what was listed, kind by kind, and loses nothing that stood there', () => {
  const open =
    '# Changelog\n\n## Unreleased\n\n### Fixed\n\n- Old,\n  in two lines.\n\n### Added\n\n- New.\n\n### Fixed\n\n- Later.\n- Later.\n';
  const past = '## 1.1.0 (2029-01-01)\n\n### Added\n\n- Past.\n';
  const { changelog, notes } = releaseChanges(`${open}\n${past}`, [{ kind: 'fixed', text: 'Just\nnow.' }], release);
  assert.equal(notes, '### Added\n\n- New.\n\n### Fixed\n\n- Old,\n  in two lines.\n- Later.\n- Just\n  now.\n');
  assert.ok(changelog.startsWith('# Changelog\n\n## Unreleased\n\nSee [changes]'), changelog);
  assert.ok(changelog.endsWith(`released.\n\n## 1.2.0 (2030-01-31)\n\n${notes}\n${past}`), changelog);

  const next = releaseChanges(changelog, [{ kind: 'added', text: 'More.' }], { version: '1.3.0', day: '2030-02-28' });
  assert.equal(next.notes, '### Added\n\n- More.\n');
  assert.ok(next.changelog.endsWith(changelog.slice(changelog.indexOf('## 1.2.0'))));
});

test('a release with nothing to tell, or of a changelog that it cannot read, is refused', () => {
  const refused = (changelog: string, reason: RegExp) =>
    assert.throws(() => releaseChanges(changelog, [], release), reason);
  refused('# Changelog\n', /no heading/);
  refused('# Changelog\n\n## Unreleased\n\nSee changes.\n', /changes\/ is empty/);
  refused('## Unreleased\n\n### Improved\n\n- A.\n', /not a kind/);
  refused('## Unreleased\n\n- A.\n', /under no kind/);
  refused('## Unreleased\n\n### Fixed\n\n- A.\nlost line\n', /neither a heading/);
});
