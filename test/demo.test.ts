import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type RunningProcess, startProcess } from './support/processes.ts';
import { requireProgram } from './support/programs.ts';
import { chaveiroBin } from './support/repository.ts';
import { makeTempFolder } from './support/temp-folder.ts';

const curl = requireProgram('curl');

/** What the demo prints below a line: `# 403, resource_denied, CancelAction`. */
interface Step {
  readonly line: string;
  readonly status: number;
  readonly contains: readonly string[];
}

async function startDemo(): Promise<{ demo: RunningProcess; folder: string; text: string }> {
  const folder = makeTempFolder();
  mkdirSync(join(folder, 'tmp'));
  // A setting of the user's own must not reach the playground: this database does not exist.
  const env = { TMPDIR: join(folder, 'tmp'), CHAVEIRO_DATABASE_URL: 'postgres://127.0.0.1:1/none' };
  const demo = startProcess(process.execPath, [chaveiroBin, 'demo'], { cwd: folder, env });
  await demo.waitUntil('its text is complete', async () => demo.output.includes('Ctrl+C ends the demo'));
  return { demo, folder, text: demo.output };
}

function stepsOf(text: string): Step[] {
  return [...text.matchAll(/^(curl .*)\n# (\d{3})((?:, .+)?)$/gm)].map(([, line = '', status = '', rest = '']) => ({
    line,
    status: Number(status),
    contains: rest.split(', ').slice(1),
  }));
}

/** Runs a line in a shell, exactly as it was printed. */
function runLine(line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('sh', ['-c', line], (error, stdout) => (error === null ? resolve(stdout) : reject(error)));
  });
}

/** The same without curl: its answer as `curl -i` shows it. */
async function fetchLine(line: string): Promise<string> {
  const [, method = 'GET'] = /-X (\w+)/.exec(line) ?? [];
  const headers = [...line.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name = '', value = '']): [string, string] => [
    name,
    value,
  ]);
  const answer = await fetch(line.split(' ').at(-1) ?? '', { method, headers });
  return `HTTP/1.1 ${answer.status}\r\n\r\n${await answer.text()}`;
}

test('every curl line that the demo prints does what is printed below it', async () => {
  const { demo, text } = await startDemo();
  const steps = stepsOf(text);
  assert.equal(steps.length, text.match(/curl -i/g)?.length, 'every line has its expectation');
  for (const { line, status, contains } of steps) {
    const answer = await (curl.skip === false ? runLine(line) : fetchLine(line));
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status}\\b`), line);
    assert.ok(contains.length > 0);
    for (const part of contains)
      assert.ok(answer.slice(answer.indexOf('\r\n\r\n')).includes(part), `${line}\n${answer}`);
  }
  const shown = new Set(steps.map(({ status, contains }) => `${status} ${contains[0]}`));
  for (const each of [
    '401 missing_credentials',
    '401 key_inactive',
    '401 invalid_credentials',
    '403 no_grant',
    '403 resource_denied',
  ]) {
    assert.ok(shown.has(each), each);
  }
  await demo.stop();
  assert.match(demo.output, /The demo has ended, and nothing of it is left\.\n$/);
});

test('the demo has a key of every state, and leaves nothing behind', async () => {
  const { demo, folder, text } = await startDemo();
  const owner = stepsOf(text).find(({ line, status }) => status === 200 && line.endsWith('/accounts/lojaverde/keys'));
  const { items } = JSON.parse((await fetchLine(owner?.line ?? '')).split('\r\n\r\n')[1] ?? '') as {
    items: { id: string; isActive: boolean; roles: unknown[]; freshness: string; renewal: object | null }[];
  };
  const read = async (path: string) => {
    const line = (owner?.line ?? '').replace(/\/keys$/, path);
    return JSON.parse((await fetchLine(line)).split('\r\n\r\n')[1] ?? '');
  };
  assert.equal(items.filter((key) => key.renewal !== null).length, 1, 'one under renewal');
  const events = await read('/audit?action=key.created');
  const delivered = events.items.filter(({ after }: { after: { link?: object } }) => after.link !== undefined);
  assert.equal(delivered.length, 1, 'one whose link is not opened');
  const people = await read('/users');
  assert.deepEqual(
    people.items.map(({ status }: { status: string }) => status).sort(),
    ['active', 'invited', 'invited'],
    'a second person, and one who was invited, beside the owner who has not come yet',
  );
  const usage = await Promise.all(items.map(({ id }) => read(`/keys/${id}/usage?days=90`)));
  const busy = usage.filter(({ days }) => days.some((day: { allowed: number }) => day.allowed > 0));
  assert.ok(busy.length >= 5, 'charts have something to show');
  assert.ok(usage.length - busy.length >= 1, 'one that was never used');
  assert.ok(
    items.some((key) => !key.isActive),
    'an inactive one',
  );
  assert.ok(
    items.some((key) => key.roles.length === 0),
    'one without roles',
  );
  assert.ok(
    items.some((key) => key.roles.length > 1),
    'one with several',
  );
  assert.deepEqual(new Set(items.map((key) => key.freshness)), new Set(['fresh', 'outdated', 'highly_outdated']));
  assert.equal(readdirSync(join(folder, 'tmp')).length, 1);
  await demo.stop('SIGINT');
  assert.equal(demo.exitCode, 0);
  assert.deepEqual(readdirSync(join(folder, 'tmp')), []);
  assert.ok(!existsSync(join(folder, 'data')));
});
