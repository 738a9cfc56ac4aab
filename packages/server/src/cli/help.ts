import type { Command, Parameter } from './command.ts';
import { commandSettings } from './command-settings.ts';
import { commands } from './commands/index.ts';
import { alignColumns } from './table.ts';
import { wrapText } from './wrap-text.ts';

/** How a command is called, in one line. */
export function usageOf(command: Command): string {
  const words = [`chaveiro ${command.name}`];
  if (command.parameter !== undefined) words.push(parameterLabel(command.parameter));
  let hasOptional = false;
  for (const [name, option] of Object.entries(command.options)) {
    if (option.isRequired === true) words.push(`--${name} ${option.takes}`);
    else hasOptional = true;
  }
  if (hasOptional || command.settings !== 'none') words.push('[options]');
  return words.join(' ');
}

/** A parameter as usage names it: `[URL]` may be left out. */
function parameterLabel({ name, isOptional }: Parameter): string {
  return isOptional === true ? `[${name}]` : name;
}

/** An option as help names it, such as `--role ROLE...`. */
export function optionLabel(name: string, option: { takes?: string; isRepeatable?: true }): string {
  return `--${name}${option.takes === undefined ? '' : ` ${option.takes}`}${option.isRepeatable === true ? '...' : ''}`;
}

/** The options that every command has. */
export const commonOptions = [
  ['--json', 'one JSON document on standard output, and nothing else there'],
  ['--help', 'this text'],
] as const;

function listing(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows
    .map(([label, text]) => {
      const indent = ' '.repeat(width + 4);
      return `  ${label.padEnd(width)}  ${wrapText(text, indent).trimStart()}`;
    })
    .join('\n');
}

/** The text of `chaveiro COMMAND --help`. */
export function commandHelp(command: Command): string {
  const sections = [wrapText(`${command.summary}.`), `Usage: ${usageOf(command)}`];
  const options: [string, string][] = Object.entries(command.options).map(([name, option]) => [
    optionLabel(name, option),
    option.description,
  ]);
  if (command.parameter !== undefined) options.unshift([command.parameter.name, command.parameter.description]);
  sections.push(listing([...options, ...commonOptions]));
  const settings = commandSettings(command);
  if (settings.length > 0) {
    const rows = settings.map((each): [string, string] => {
      const fallback = each.fallback === null || each.fallback === '' ? '' : ` Default: ${each.fallback}.`;
      return [`--${each.flag}, ${each.variable}`, `${each.description} Takes ${each.accepts}.${fallback}`];
    });
    sections.push(`Settings, as flag or environment variable; the flag wins:\n${listing(rows)}`);
  }
  for (const note of command.notes ?? []) sections.push(wrapText(note));
  sections.push(`Examples:\n${command.examples.map((line) => `  ${line}`).join('\n')}`);
  return sections.join('\n\n');
}

/** The text of `chaveiro --help`, or of a group of commands such as `chaveiro key`. */
export function overview(group?: string): string {
  const shown = commands.filter(({ name }) => group === undefined || name.startsWith(`${group} `));
  const lines = alignColumns(
    shown.map((command) => [
      `  ${command.name}${command.parameter === undefined ? '' : ` ${parameterLabel(command.parameter)}`}`,
      command.summary,
    ]),
  );
  return [
    ...(group === undefined ? ['Chaveiro manages API keys and decides, request by request, what a key may do.'] : []),
    `Usage: chaveiro ${group ?? ''}${group === undefined ? '' : ' '}COMMAND [options]`,
    lines,
    'chaveiro COMMAND --help explains a command. Exit status: 0 done, 1 failed, 2 bad usage.',
    ...(group === undefined ? ['New here? chaveiro demo starts a playground that leaves nothing behind.'] : []),
  ].join('\n\n');
}
