import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';

const repository = resolve(import.meta.dirname, '..');
const documents = globSync('{*.md,changes/README.md,docs/*.md,.github/**/*.md}', { cwd: repository });

test('what newcomers read leads to files that are there', () => {
  const missing = documents.flatMap((document) => {
    const text = readFileSync(join(repository, document), 'utf8');
    const linked = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path = '']) =>
      join(dirname(document), path),
    );
    const named = [...text.matchAll(/`((?:packages|docs|test|tools|[.]ci)\/[\w./-]*[.]\w+)`/g)].map(
      ([, path = '']) => path,
    );
    return [...linked, ...named]
      .filter((path) => !existsSync(join(repository, path)))
      .map((path) => `${document}: ${path}`);
  });
  assert.ok(documents.includes('CONTRIBUTING.md') && documents.includes('docs/recipe.md'));
  assert.deepEqual(missing, []);
});
