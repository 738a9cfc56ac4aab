import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settings } from '../settings.ts';
import { runCaptured } from './captured-terminal.fixture.ts';
import { commands } from './commands/index.ts';

test('the version is a command, too', async () => {
  const { stdout } = await runCaptured(['version']);
  assert.match(stdout, /^chaveiro \d+\.\d+\.\d+\S*, on Node \d/);
  const { node } = JSON.parse((await runCaptured(['version', '--json'])).stdout);
  assert.equal(node, process.versions.node);
});

test('the help of every command names its usage, its options and an example of it, and needs nothing else', async () => {
  assert.ok(commands.length >= 20, `${commands.length} commands`);
  for (const command of commands) {
    const { status, stdout, stderr } = await runCaptured([...command.name.split(' '), '--help']);
    assert.equal(status, 0, command.name);
    assert.equal(stderr, '', command.name);
    assert.ok(stdout.startsWith(`${command.summary}.\n\nUsage: chaveiro ${command.name}`), stdout);
    for (const name of [...Object.keys(command.options), 'json', 'help'])
      assert.match(stdout, new RegExp(`--${name}\\b`));
    assert.ok(
      command.examples.length > 0 && command.examples.every((line) => line.includes(`chaveiro ${command.name}`)),
    );
    assert.ok(stdout.split('\n').every((line) => line.length <= 150));
  }
});

test('the help of serve and of edge lists every setting that it has, and no other, with variable, flag and default', async () => {
  for (const [command, others] of [
    ['serve', 'edge'],
    ['edge', 'server'],
  ] as const) {
    const { stdout } = await runCaptured([command, '--help']);
    const flat = stdout.replaceAll(/\s+/g, ' ');
    for (const { flag, variable, fallback, isFor } of Object.values(settings)) {
      assert.equal(flat.includes(`--${flag}, ${variable}`), isFor !== others, `${command} ${variable}`);
      if (isFor === others || fallback === null || fallback === '') continue;
      assert.ok(flat.includes(`Default: ${fallback}.`), variable);
    }
  }
});

test('the overview names every command, a group its own, and both end with status 0', async () => {
  const overview = await runCaptured(['--help']);
  for (const { name, summary } of commands) {
    assert.ok(overview.stdout.includes(`  ${name}`) && overview.stdout.includes(summary), name);
  }
  const group = await runCaptured(['key', '--help']);
  assert.equal(overview.status + group.status, 0);
  assert.match(group.stdout, / {2}key create/);
  assert.doesNotMatch(group.stdout, /account create/);
});

test('--version prints the version alone', async () => {
  const { status, stdout } = await runCaptured(['--version']);
  assert.equal(status, 0);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

const badUsage: [argv: string[], says: RegExp][] = [
  [[], /Usage: chaveiro COMMAND/],
  [['key'], /Usage: chaveiro key COMMAND/],
  [['kee'], /There is no command "kee". Did you mean "key"\?/],
  [['key', 'creat'], /There is no command "key creat". Did you mean "key create"\?/],
  [['sreve'], /Did you mean "serve"\?/],
  [['key', 'create', '--account', 'a', '--labl', 'x'], /There is no option --labl. Did you mean --label\?/],
  [['key', 'create', '--account', 'a'], /--label TEXT is missing: what the key is for/],
  [['key', 'create', '--account'], /--account needs a value/],
  [['key', 'create', '--account', '--label', 'x'], /--account needs a value/],
  [['key', 'create', '--account', 'a', '--account', 'b', '--label', 'x'], /--account is given twice/],
  [['key', 'delete', 'k', '--yes=no'], /--yes takes no value/],
  [['key', 'show'], /KEY is missing: the key string/],
  [['key', 'show', 'appkey-loja-ABCDEF', 'b'], /"b" is one argument too many/],
  [['account', 'list', '-x'], /There is no option -x/],
  [['serve', '--port', 'http'], /--port is "http"; it takes a number from 0 to 65535/],
  [['account', 'list', '--port', '1'], /There is no option --port/],
  [['key', 'show', '0190f3a2-0000-7000-8000-000000000000'], /An id does not name its account: add --account NAME/],
  [['key', 'delete', 'appkey-loja-ABCDEF'], /Nobody can be asked here: add --yes/],
  [['key', 'list', '--account', 'a', '--sort', 'age'], /--sort is "age"; it takes one of label, createdAt/],
  [['key', 'list', '--account', 'a', '--limit', 'all'], /--limit is "all"; it takes 1 to 200/],
  [['verify', '--method', 'GET'], /--method and --path go with --api/],
  [['verify', '--api', 'a', '--resource', 'b'], /either --resource or --api/],
  [['verify', '--api', 'a'], /--api needs --method and --path/],
  [['catalog', 'import', '/nowhere.json'], /\/nowhere.json cannot be read: there is no such file/],
];

test('bad usage ends with status 2, a text on standard error that says what is wrong, and nothing on standard output', async () => {
  for (const [argv, says] of badUsage) {
    const { status, stdout, stderr } = await runCaptured(argv);
    assert.equal(status, 2, argv.join(' '));
    assert.equal(stdout, '', argv.join(' '));
    assert.match(stderr, says);
  }
});

test('with --json bad usage is one JSON document on standard output', async () => {
  for (const argv of [['kee'], ['key'], [], ['key', 'create'], ['serve', '--port', 'http']]) {
    const { status, stdout, stderr } = await runCaptured([...argv, '--json']);
    assert.equal(status, 2, argv.join(' '));
    assert.equal(stderr, '', argv.join(' '));
    const { error } = JSON.parse(stdout) as { error: { code: string; detail: string } };
    assert.equal(error.code, 'invalid_request');
    assert.ok(error.detail.length > 10);
  }
});

test('a variable that is no setting is warned of on standard error', async () => {
  const { stderr } = await runCaptured(['key', 'show', 'x'], { CHAVEIRO_DATADIR: '/tmp' });
  assert.match(stderr, /warning: CHAVEIRO_DATADIR is no setting and changes nothing. Did you mean CHAVEIRO_DATA_DIR\?/);
});
