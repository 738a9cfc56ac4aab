import { parseArgs } from 'node:util';
import type { Flags } from '../config.ts';
import { ChaveiroError } from '../domain/errors.ts';
import { nearestName } from '../domain/nearest-name.ts';
import type { Command, Options, OptionValues } from './command.ts';
import { commandSettings } from './command-settings.ts';

/** The arguments of a command, taken apart. */
export interface ParsedArguments {
  readonly options: OptionValues<Options>;
  readonly parameter: string;
  /** Values of the settings that were given as flags. */
  readonly flags: Flags;
  readonly json: boolean;
  readonly help: boolean;
}

function badUsage(detail: string): ChaveiroError {
  return new ChaveiroError('invalid_request', detail);
}

/** Which names are options of the command, and whether each takes a value. */
function knownOptions(command: Command): Map<string, { takesValue: boolean; isRepeatable: boolean }> {
  const known = new Map([
    ['help', { takesValue: false, isRepeatable: false }],
    ['json', { takesValue: false, isRepeatable: false }],
  ]);
  for (const each of commandSettings(command)) known.set(each.flag, { takesValue: true, isRepeatable: false });
  for (const [name, option] of Object.entries(command.options)) {
    known.set(name, { takesValue: option.takes !== undefined, isRepeatable: option.isRepeatable === true });
  }
  return known;
}

/**
 * Takes the arguments after a command's name apart. Throws `invalid_request` for the first that does
 * not fit. With `--help` nothing is missing.
 */
export function parseArguments(command: Command, argv: readonly string[]): ParsedArguments {
  const known = knownOptions(command);
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      [...known].map(([name, { takesValue }]) => [name, { type: takesValue ? 'string' : 'boolean' } as const]),
    ),
    // Not strict: its errors neither suggest nor name what would be right.
    strict: false,
    allowPositionals: true,
    tokens: true,
  });

  const given = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known.get(token.name);
    if (option === undefined) throw unknownOption(token.rawName, [...known.keys()]);
    if (option.takesValue && (token.value === undefined || (!token.inlineValue && /^-./.test(token.value)))) {
      throw badUsage(`--${token.name} needs a value. One that begins with a dash is written --${token.name}=-value.`);
    }
    if (!option.takesValue && token.value !== undefined) throw badUsage(`--${token.name} takes no value.`);
    const before = given.get(token.name) ?? [];
    if (before.length > 0 && !option.isRepeatable) throw badUsage(`--${token.name} is given twice.`);
    given.set(token.name, [...before, token.value ?? '']);
  }

  const help = given.has('help');
  if (!help) checkComplete(command, given, positionals);
  return {
    options: optionValues(command, given),
    parameter: positionals[0] ?? '',
    flags: Object.fromEntries(commandSettings(command).map(({ flag }) => [flag, given.get(flag)?.[0]])),
    json: given.has('json'),
    help,
  };
}

function unknownOption(rawName: string, names: readonly string[]): ChaveiroError {
  const meant = nearestName(rawName.replace(/^-+/, ''), names);
  return badUsage(`There is no option ${rawName}.${meant === undefined ? '' : ` Did you mean --${meant}?`}`);
}

function checkComplete(command: Command, given: ReadonlyMap<string, unknown>, positionals: readonly string[]): void {
  const { parameter } = command;
  if (parameter !== undefined && parameter.isOptional !== true && (positionals[0] ?? '') === '') {
    throw badUsage(`${parameter.name} is missing: ${parameter.description}`);
  }
  const extra = positionals[parameter === undefined ? 0 : 1];
  if (extra !== undefined) {
    throw badUsage(`"${extra}" is one argument too many. Text with spaces needs quotation marks.`);
  }
  for (const [name, option] of Object.entries(command.options)) {
    if (option.isRequired === true && !given.has(name)) {
      throw badUsage(`--${name} ${option.takes} is missing: ${option.description}`);
    }
  }
}

function optionValues(command: Command, given: ReadonlyMap<string, string[]>): OptionValues<Options> {
  const readValue = (name: string, option: Options[string]) => {
    if (option.takes === undefined) return given.has(name);
    return option.isRepeatable === true ? (given.get(name) ?? []) : given.get(name)?.[0];
  };
  return Object.fromEntries(
    Object.entries(command.options).map(([name, option]) => [name, readValue(name, option)]),
  ) as OptionValues<Options>;
}
