import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Installation } from './support/chaveiro.ts';
import { withDatabase } from './support/databases.ts';
import { type GuideExample, parseGuide, readGuide } from './support/guide.ts';
import { GuideShell } from './support/guide-shell.ts';
import { findFreePort } from './support/ports.ts';
import { type Program, requireProgram } from './support/programs.ts';
import { exampleFolder, repositoryFolder } from './support/repository.ts';
import { ShownOutputs } from './support/shown-output.ts';
import { until } from './support/until.ts';

const curl = requireProgram('curl');
const folder = join(repositoryFolder, 'docs/guides');
/** What a guide needs besides the server, the command line and curl. */
const needs: Readonly<Record<string, readonly Program[]>> = {
  'behind-a-gateway.md': [requireProgram('nginx'), requireProgram('caddy')],
};
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });

/** Types examples into a shell, and compares what they print; `settle` is waited for after each. */
async function follow(examples: readonly GuideExample[], shell: GuideShell, settle = async () => {}): Promise<void> {
  const outputs = new ShownOutputs();
  try {
    for (const { place, code, isMeantToFail, output } of examples) {
      try {
        const printed = await shell.run(code, isMeantToFail);
        if (output?.language === 'text') outputs.compareText(output.text, printed);
        if (output?.language === 'json') outputs.compareJson(output.text, printed);
      } catch (error) {
        throw new Error(`the example of ${place}: ${(error as Error).message}\n${code}`, { cause: error });
      }
      await settle();
    }
  } finally {
    await shell.close();
  }
}

/** The same beside a server, on SQLite, as somebody does who follows a guide. */
async function followBesideServer(examples: readonly GuideExample[]): Promise<void> {
  const installation = new Installation({ settings: { CHAVEIRO_USAGE_INTERVAL: '1' } });
  const server = await installation.serve();
  const [nginx, caddy, app] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const shell = new GuideShell({
    ...installation.settings,
    CHAVEIRO_PUBLIC_URL: server.url,
    URL: server.url,
    EXAMPLES: exampleFolder,
    NGINX: `127.0.0.1:${nginx}`,
    CADDY: `127.0.0.1:${caddy}`,
    APP: `127.0.0.1:${app}`,
  });
  // A person is slower than the 250 ms after which a server has what the command line changed.
  await follow(examples, shell, () =>
    until('the server to have every change', async () => {
      const [row] = await withDatabase(installation, (execute) => execute('SELECT revision FROM installation'));
      const metrics = await (await fetch(`${server.url}/metrics`)).text();
      return Number(/^chaveiro_revision (\d+)$/m.exec(metrics)?.[1]) === Number(row?.revision);
    }).then(() => {}),
  );
  await server.process.stop();
}

describe('guides', { concurrency: true, skip: curl.skip }, () => {
  for (const name of files.filter((file) => file !== 'README.md')) {
    const skip = needs[name]?.find((program) => program.skip !== false)?.skip ?? false;
    test(`every example of ${name} runs, one after the other, and prints what is shown`, { skip }, async () => {
      const examples = readGuide(join(folder, name));
      assert.equal(examples.length > 0, true, 'a guide has examples');
      await followBesideServer(examples);
    });
  }
});

test('an example that fails, or succeeds where it must not, or prints something else is noticed', async () => {
  const mistakes: [guide: string, complaint: RegExp][] = [
    ['```sh\ntrue\nfalse\ntrue\n```', /line 1: a command failed/],
    ['```sh\nX=1\n```\n```sh\necho "$Y"\n```', /line 4: a command failed/],
    ['```sh fails\ntrue\n```', /line 1: the last command was to fail/],
    ['```sh\necho one\n```\n```text\ntwo\n```', /line 1: Expected values/],
    ['```sh\necho \'{"code":"one"}\'\n```\n```json\n{ "code": "two" }\n```', /line 1: \.code/],
  ];
  for (const [guide, complaint] of mistakes) {
    await assert.rejects(follow(parseGuide(guide, 'a guide'), new GuideShell({})), complaint, guide);
  }
});

test('what looks like code in a guide is run, compared or refused', () => {
  for (const text of [
    ...['```bash\ntrue\n```', '```\ntrue\n```', '```sh \ntrue\n```', '~~~sh\ntrue\n~~~', '  ```sh\n  true\n  ```'],
    ...['> ```sh\n> true\n> ```', '    true', '\ttrue', '<pre>true</pre>', '```sh\ntrue', '````sh\ntrue\n````'],
    ...['```text\nok\n```', '```sh\ntrue\n```\n```text\nok\n```\n```text\nok\n```'],
  ]) {
    assert.throws(() => parseGuide(text, 'a guide'), /^Error: a guide, line \d+: /, text);
  }
  assert.deepEqual(readGuide(join(folder, 'README.md')), []);
  assert.deepEqual(
    files.filter((file) => !file.endsWith('.md')),
    [],
  );
});

test('shown output holds for other keys, ids and times, but not for other words, or for one key instead of two', () => {
  const one = 'appkey-lojaverde-AAAAAA';
  const two = 'appkey-lojaverde-BBBBBB';
  const text = (shown: string, actual: string) => () => new ShownOutputs().compareText(shown, actual);
  text(`a ${one}\n…\nz 2026-01-02 03:04`, `a ${two}\nb\nc\nz 2027-11-12 13:14\n`)();
  assert.throws(text('a\n…\nz', 'a\nb'));
  assert.throws(text(one, 'appkey-casaazul-AAAAAA'));
  assert.throws(text('2026-01-02 03:04', 'never'));
  assert.throws(text(`${one}\n${two}`, `${one}\n${one}`), /stand for the same/);
  assert.throws(text(`${one}\n${one}`, `${one}\n${two}`), /stands for/);
  const json = (shown: unknown, actual: unknown) => () =>
    new ShownOutputs().compareJson(JSON.stringify(shown), JSON.stringify(actual));
  json({ a: [{ b: one }] }, { a: [{ b: two, c: 1 }], d: null })();
  assert.throws(json({ a: null }, {}), /\.a/);
  assert.throws(json({ a: [1] }, { a: [1, 2] }), /length of \.a/);
  assert.throws(json({ a: { b: 1 } }, { a: null }), /\.a is an object/);
});
