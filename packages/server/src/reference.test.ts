import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { commands } from './cli/commands/index.ts';
import { errorCodes } from './domain/error-codes.ts';
import { referenceFiles } from './reference.ts';
import { settings } from './settings.ts';

const folder = new URL('../../../docs/reference/', import.meta.url);

test('docs/reference says what the program does: every file is what npm run generate writes', () => {
  const files = referenceFiles();
  // The SDK's surface is no part of the server: `check` compares it.
  assert.deepEqual(readdirSync(folder).sort(), [...Object.keys(files), 'sdk.txt'].sort());
  for (const [name, text] of Object.entries(files)) {
    assert.ok(readFileSync(new URL(name, folder), 'utf8') === text, `${name} is out of date: run npm run generate`);
  }
});

test('every error code, setting and command has its place in the reference', () => {
  const files = referenceFiles();
  for (const code of Object.keys(errorCodes)) assert.ok(files['errors.md']?.includes(`| \`${code}\` |`), code);
  for (const { variable } of Object.values(settings)) {
    assert.ok(files['configuration.md']?.includes(`## ${variable}\n`), variable);
  }
  for (const { name } of commands) assert.ok(files['cli.md']?.includes(`## ${name}\n`), name);
});
