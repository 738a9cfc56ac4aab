import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from './logger.ts';

function logged(fields: object, message = 'm'): { line: string; value: Record<string, unknown> } {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
  logger.info(fields, message);
  assert.equal(lines.length, 1);
  const line = lines[0] as string;
  return { line, value: JSON.parse(line) };
}

test('a secret is hidden wherever it stands under its name', () => {
  for (const name of [
    'appToken',
    'authorization',
    'cookie',
    'VtexIdclientAutCookie',
    'x-vtex-api-apptoken',
    'idempotency-key',
    'password',
    'pepper',
  ]) {
    for (const fields of [
      { [name]: 's3cret' },
      { body: { [name]: 's3cret' } },
      { request: { headers: { [name]: 's3cret' } } },
    ]) {
      const { line } = logged(fields);
      assert.doesNotMatch(line, /s3cret/, name);
      assert.match(line, /\[redacted\]/, name);
    }
  }
});

test('whatever is logged stays one line of JSON', () => {
  const nasty = 'a\r\n{"level":"error"}\u001b[31m\u2028","level":"fatal\u0000';
  const { line, value } = logged({ label: nasty }, nasty);
  assert.equal(line.indexOf('\n'), line.length - 1);
  assert.equal(value.level, 'info');
  assert.equal(value.label, nasty);
  assert.equal(value.msg, nasty);
});

test('an error is logged without what libraries hang on it', () => {
  const cause = Object.assign(new Error('inner'), { detail: 'Key (app_token)=(s3cret)' });
  const error = Object.assign(new Error('outer', { cause }), { code: '23505', parameters: ['s3cret'] });
  const { line, value } = logged({ err: error });
  assert.doesNotMatch(line, /s3cret/);
  const { code, message } = value.err as Record<string, unknown>;
  assert.deepEqual([code, message], ['23505', 'outer']);
});

test('a level below the chosen one is not written', () => {
  const lines: string[] = [];
  const logger = createLogger('warn', { write: (line: string) => void lines.push(line) });
  logger.info('not this');
  logger.warn('this');
  assert.equal(lines.length, 1);
});
