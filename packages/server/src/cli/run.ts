import { loadConfig, unknownVariables } from '../config.ts';
import { ChaveiroError } from '../domain/errors.ts';
import { nearestName } from '../domain/nearest-name.ts';
import { version } from '../version.ts';
import type { Command } from './command.ts';
import { commands } from './commands/index.ts';
import { commandHelp, overview } from './help.ts';
import { parseArguments } from './parse-arguments.ts';
import { reportError } from './report-error.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs one command line.
 *
 * @param argv the words after `chaveiro`
 * @returns the exit status: 0 done, 1 failed, 2 bad usage
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const wantsJson = argv.includes('--json');
  const command = findCommand(argv);
  if (command === undefined) return withoutCommand(argv, terminal, wantsJson);
  try {
    return await runCommand(command, argv.slice(command.name.split(' ').length), terminal);
  } catch (error) {
    const isUsage = error instanceof ChaveiroError && error.code === 'invalid_request';
    return reportError(
      isUsage ? withOptionName(error, command) : error,
      terminal,
      wantsJson,
      isUsage ? `See: chaveiro ${command.name} --help` : undefined,
    );
  }
}

/** Operations call what they refuse by its name in the API: there it is `"expiresAt"`, and here `--expires-at`. */
function withOptionName(error: ChaveiroError, { options }: Command): ChaveiroError {
  const { field } = error.fields;
  if (typeof field !== 'string') return error;
  const option = field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (!(option in options)) return error;
  return new ChaveiroError(error.code, error.message.replaceAll(`"${field}"`, `--${option}`), error.fields);
}

async function runCommand(command: Command, argv: readonly string[], terminal: Terminal): Promise<number> {
  const { options, parameter, flags, json, help } = parseArguments(command, argv);
  if (help) {
    terminal.write(`${commandHelp(command)}\n`);
    return 0;
  }
  for (const line of unknownVariables(terminal.env)) terminal.warn(`chaveiro: warning: ${line}`);
  const config = loadConfig(terminal.env, flags);
  const result = await command.run({ options, parameter, json, config, flags, terminal });
  if (result === undefined) return 0;
  terminal.write(`${json ? JSON.stringify(result.json, null, 2) : result.text}\n`);
  return result.isNegative === true ? 1 : 0;
}

function findCommand(argv: readonly string[]): Command | undefined {
  return commands.find((command) => command.name.split(' ').every((word, i) => argv[i] === word));
}

function withoutCommand(argv: readonly string[], terminal: Terminal, json: boolean): number {
  const [first = '', second] = argv;
  if (first === '--version') {
    terminal.write(`${version()}\n`);
    return 0;
  }
  if (first === '--help') {
    terminal.write(`${overview()}\n`);
    return 0;
  }
  const group = commands.some(({ name }) => name.startsWith(`${first} `)) ? first : undefined;
  if (group !== undefined && second === '--help') {
    terminal.write(`${overview(group)}\n`);
    return 0;
  }
  if (!json && (argv.length === 0 || (group !== undefined && second === undefined))) {
    terminal.warn(overview(group));
    return 2;
  }
  const words = argv.filter((word) => !word.startsWith('-'));
  const typed = words.slice(0, group === undefined ? 1 : 2).join(' ');
  const meant =
    nearestName(
      words.slice(0, 2).join(' '),
      commands.map(({ name }) => name),
    ) ?? nearestName(typed, [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? ''))]);
  const suggestion = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  const detail = typed === '' ? 'No command was given.' : `There is no command "${typed}".${suggestion}`;
  return reportError(new ChaveiroError('invalid_request', detail), terminal, json, 'See: chaveiro --help');
}
