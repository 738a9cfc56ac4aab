/** What `docs/reference` says, made from the declarations that the program itself works by. */
import { decisionCodes, refusalCodes, refusalDetails } from '#engine';
import type { Command } from './cli/command.ts';
import { commandSettings } from './cli/command-settings.ts';
import { commands } from './cli/commands/index.ts';
import { commonOptions, optionLabel, usageOf } from './cli/help.ts';
import { type ErrorCode, errorCodes } from './domain/error-codes.ts';
import { errorStatus } from './http/errors.ts';
import { openApiDocument } from './http/openapi.ts';
import { vtexOpenApiDocument } from './http/vtex/openapi.ts';
import { type Setting, settings } from './settings.ts';

const notice = '<!-- Written by `npm run generate`. Do not edit. -->';

function markdownTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heading), `|${'---|'.repeat(heading.length)}`, ...rows.map(line)].join('\n');
}

/** A description of an API with a line for each operation and each schema, so that a diff shows which of them changed. */
function description(document: object): string {
  return `${linesOf(document, ['paths', 'components'], 2)}\n`;
}

/** JSON of an object with a line for each of its fields; those that are named are taken apart `depth` levels deeper. */
function linesOf(value: object, named: readonly string[], depth: number, indent = '  '): string {
  const fields = Object.entries(value).map(([name, field]) => {
    const isTakenApart = depth > 0 && (named.length === 0 || named.includes(name)) && isObject(field);
    const text = isTakenApart ? linesOf(field, [], depth - 1, `${indent}  `) : JSON.stringify(field);
    return `${indent}${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${fields.join(',\n')}\n${indent.slice(2)}}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function commandSection(command: Command): string {
  const rows = Object.entries(command.options).map(([name, option]) => [
    `\`${optionLabel(name, option)}\``,
    `${option.description}${option.isRequired === true ? ' (required)' : ''}`,
  ]);
  if (command.parameter !== undefined) rows.unshift([`\`${command.parameter.name}\``, command.parameter.description]);
  const flags = commandSettings(command).map((each) => `\`--${each.flag}\``);
  return [
    `## ${command.name}`,
    `${command.summary}.`,
    `\`\`\`\n${usageOf(command)}\n\`\`\``,
    ...(rows.length > 0 ? [markdownTable(['option', 'meaning'], rows)] : []),
    ...(flags.length > 0 ? [`Settings as flags: ${flags.join(', ')}.`] : []),
    ...(command.notes ?? []),
    `\`\`\`sh\n${command.examples.join('\n')}\n\`\`\``,
  ].join('\n\n');
}

function cliReference(): string {
  return [
    notice,
    '# Command line',
    'Commands work on the database itself, as the actor `operator`, who holds everything; also beside a running server, ' +
      'which decides by the change within 250 ms. Whoever can read the database and the pepper file can run them.',
    `Every command has ${commonOptions.map(([name, text]) => `\`${name}\` (${text})`).join(' and ')}. ` +
      'Exit status: 0 done, 1 failed or denied, 2 bad usage (the error code `invalid_request`).',
    'What failed is told on standard error. With `--json` it is the document on standard output instead: ' +
      '`{"error": {"code", "detail", …}}`, with the codes of [errors.md](errors.md).',
    'Settings are flags or variables of the environment: see [configuration.md](configuration.md).',
    ...commands.map(commandSection),
  ].join('\n\n');
}

function settingSection(each: Setting<unknown>): string {
  const fallback = each.fallback === null || each.fallback === '' ? 'not set' : `\`${each.fallback}\``;
  const scope = each.isForEveryCommand ? 'every command' : '`serve`';
  return [
    `## ${each.variable}`,
    each.description,
    markdownTable(['flag', 'takes', 'default', 'used by'], [[`\`--${each.flag}\``, each.accepts, fallback, scope]]),
  ].join('\n\n');
}

function configurationReference(): string {
  const all: Setting<unknown>[] = Object.values(settings);
  return [
    notice,
    '# Configuration',
    'A flag beats the variable of the environment, which beats the default. A variable that is empty counts as not set. ' +
      'A bad value ends the program with status 2 and a text that names the setting and what it takes; a variable that ' +
      'begins with `CHAVEIRO_` and is none of these is warned of.',
    '`{data dir}` is the value of `CHAVEIRO_DATA_DIR`.',
    ...all.map(settingSection),
  ].join('\n\n');
}

function errorsReference(): string {
  const codes = Object.keys(errorCodes) as ErrorCode[];
  return [
    notice,
    '# Errors',
    'Over HTTP an error is a problem document (RFC 9457) with `code`; on the command line the code is in the document of ' +
      '`--json`. `detail` says what was wrong and what would be right; it is for people and may change.',
    markdownTable(
      ['code', 'HTTP status', 'meaning'],
      codes.map((code) => [`\`${code}\``, String(errorStatus[code]), errorCodes[code]]),
    ),
    '## Decisions',
    'A denied request is no error but a decision. `/api/v1/verify` answers it with 200 and the code; forward-auth with the ' +
      'status, a problem document and the code in `X-Chaveiro-Code`. The first that applies wins, from the top.',
    markdownTable(
      ['code', 'forward-auth', 'meaning'],
      [
        ...refusalCodes.map((code) => [`\`${code}\``, String(decisionCodes[code].status), refusalDetails[code]]),
        ['`allowed`', '204', 'The request may pass.'],
      ],
    ),
  ].join('\n\n');
}

/** The files of `docs/reference`, by name. */
export function referenceFiles(): Readonly<Record<string, string>> {
  return {
    'cli.md': `${cliReference()}\n`,
    'configuration.md': `${configurationReference()}\n`,
    'errors.md': `${errorsReference()}\n`,
    'openapi.json': description(openApiDocument()),
    'vtex-openapi.json': description(vtexOpenApiDocument()),
  };
}
