import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runCaptured } from './captured-terminal.fixture.ts';
import { commandSettings } from './command-settings.ts';
import { commands } from './commands/index.ts';
import type { Shell } from './completion.ts';

const folder = mkdtempSync(join(tmpdir(), 'chaveiro-completion-'));
after(() => rmSync(folder, { recursive: true }));

async function scriptFor(shell: Shell): Promise<string> {
  const { status, stdout } = await runCaptured(['completion', shell]);
  assert.equal(status, 0);
  const path = join(folder, `chaveiro.${shell}`);
  writeFileSync(path, stdout);
  return path;
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.equal(stderr, '');
  return stdout;
}

const isThere = (program: string) => spawnSync(program, ['--version']).status === 0;
const without = (program: string) => (isThere(program) ? false : `${program} is not installed`);

/** Lines that are typed, the cursor at the end, each with what has to be offered, no more and no less where it is a list. */
const typed: readonly (readonly [string, readonly string[]])[] = [
  ['chaveiro ke', ['key']],
  ['chaveiro key re', ['renew']],
  ['chaveiro key de', ['deactivate', 'delete', 'decline']],
  ['chaveiro import ', ['vtex']],
  ['chaveiro key create --acc', ['--account']],
  ['chaveiro key create --account lojaverde --la', ['--label']],
  ['chaveiro nonsense --x', []],
];

/** What every command has to offer after a dash. */
const flags = commands.map((command) => ({
  name: command.name,
  names: [...Object.keys(command.options), ...commandSettings(command).map(({ flag }) => flag), 'json', 'help'].sort(),
}));

test('bash completes commands and options, all of them', { skip: without('bash') }, async () => {
  const path = await scriptFor('bash');
  const ask = (lines: readonly string[]) => {
    const asked = lines.map((line) => {
      const words = line.split(' ').map((word) => `'${word}'`);
      return `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _chaveiro; echo "\${COMPREPLY[*]}"`;
    });
    const output = run('bash', ['--norc', '-c', `set -u; source '${path}'\n${asked.join('\n')}`]);
    return output.split('\n').map((line) => line.split(' ').filter((word) => word !== ''));
  };
  const answers = ask(typed.map(([line]) => line));
  for (const [at, [line, offered]] of typed.entries()) assert.deepEqual(answers[at]?.sort(), [...offered].sort(), line);
  const offered = ask(flags.map(({ name }) => `chaveiro ${name} --`));
  for (const [at, { name, names }] of flags.entries()) {
    assert.deepEqual(
      offered[at]?.sort(),
      names.map((flag) => `--${flag}`),
      name,
    );
  }
  const values = ask(['chaveiro key create --account l', 'chaveiro restore ./ba']);
  assert.deepEqual(values.slice(0, 2), [[], []], 'a value is left to what completes files');
});

test('zsh completes commands and options', { skip: without('zsh') }, async () => {
  const path = await scriptFor('zsh');
  const ask = (line: string) => {
    const words = line.split(' ').map((word) => `'${word}'`);
    const stubs = `compdef() { : }; _files() { : }; _describe() { [[ $1 == -o ]] && shift; print -l -- "$\{(@P)2}" }`;
    const typing = `words=(${words.join(' ')}); CURRENT=${words.length}; _chaveiro`;
    const prefix = line.split(' ').at(-1) ?? '';
    const offers = run('zsh', ['-f', '-c', `${stubs}\nsource '${path}'\n${typing}`]).split('\n');
    return offers.map((offer) => offer.split(':')[0] ?? '').filter((word) => word !== '' && word.startsWith(prefix));
  };
  for (const [line, offered] of typed.slice(0, -1)) assert.deepEqual(ask(line).sort(), [...offered].sort(), line);
});

test('fish completes commands and options', { skip: without('fish') }, async () => {
  const path = await scriptFor('fish');
  for (const [line, offered] of typed) {
    const offers = run('fish', ['-N', '-c', `source '${path}'; complete -C '${line}'`]).split('\n');
    const words = offers.map((offer) => offer.split('\t')[0] ?? '').filter((word) => word !== '');
    assert.deepEqual(words.sort(), [...offered].sort(), line);
  }
});

test('another shell is refused with those that there are', async () => {
  const { status, stderr } = await runCaptured(['completion', 'csh']);
  assert.equal(status, 2);
  assert.match(stderr, /SHELL is one of bash, zsh, fish/);
});
