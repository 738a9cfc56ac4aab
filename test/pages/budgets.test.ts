/** How much the pages make a browser load, compressed by gzip as the server sends it to the oldest of them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { repositoryFolder } from '../support/repository.ts';

const builtFolder = join(repositoryFolder, 'packages/server/dist/pages');
const assetsFolder = join(builtFolder, 'assets');
const languages = ['en', 'pt-BR', 'es'];

before(() => {
  const built = spawnSync(process.execPath, [join(repositoryFolder, 'packages/admin/tools/build-pages.ts')]);
  assert.equal(built.status, 0, String(built.stderr));
});

/** In KB of 1000 bytes. */
function sizeOf(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + statSync(join(assetsFolder, `${name}.gz`)).size, 0) / 1000;
}

function assets(extension: string): string[] {
  return readdirSync(assetsFolder).filter((name) => name.endsWith(extension));
}

/** What the document itself loads: the script, and what that imports from the start. */
function firstScripts(): string[] {
  const index = readFileSync(join(builtFolder, 'index.html'), 'utf8');
  return [...index.matchAll(/assets\/([\w.-]+[.]js)"/g)].map(([, name = '']) => name);
}

test('the first script of the pages is at most 170 KB, all styles together 12 KB', () => {
  const [script, style] = [sizeOf(firstScripts()), sizeOf(assets('.css'))];
  assert.ok(firstScripts().length > 0);
  assert.ok(script <= 170, `the first script has ${script} KB`);
  assert.ok(style <= 12, `the styles have ${style} KB`);
});

test('a language is at most 8 KB', () => {
  for (const language of languages) {
    const names = assets('.js').filter((name) => name.startsWith(`${language}-`));
    assert.equal(names.length, 1, language);
    assert.ok(sizeOf(names) <= 8, `${language} has ${sizeOf(names)} KB`);
  }
});

test('a page, and whatever else is loaded when it is needed, is at most 25 KB', () => {
  const later = assets('.js').filter((name) => !firstScripts().includes(name));
  assert.ok(later.length > languages.length);
  for (const name of later) assert.ok(sizeOf([name]) <= 25, `${name} has ${sizeOf([name])} KB`);
});
