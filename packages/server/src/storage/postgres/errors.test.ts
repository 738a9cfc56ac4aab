import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { translateError } from './errors.ts';

function errorOf(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('as the server says it', 30, 'error'), { code });
}

test('what an operator can mend at a server is told, and is no mistake of the program', () => {
  const cases: [code: string, sentence: RegExp][] = [
    ['25006', /^The database takes no changes: it is a standby, or was set to be read only\./],
    ['42501', /^The role that Chaveiro uses lacks a right in the database\./],
    ['53100', /^The disk of the database is full\./],
    ['53300', /^The database has no free connection\./],
  ];
  for (const [code, sentence] of cases) {
    const error = translateError(errorOf(code));
    assert.equal(error.code, 'storage_unavailable', code);
    assert.match(error.message, sentence);
    assert.equal((error.cause as Error).message, 'as the server says it');
  }
  assert.equal(translateError(errorOf('42601')).code, 'internal');
});
