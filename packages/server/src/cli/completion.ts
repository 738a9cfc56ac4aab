import type { Command } from './command.ts';
import { commandSettings } from './command-settings.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** An option as a shell completes it. */
interface Flag {
  readonly name: string;
  readonly takesValue: boolean;
  readonly description: string;
}

/** What can follow after some words: `''`, a group such as `key`, or a whole command. */
interface Place {
  readonly words: string;
  /** The next words, with what they do. */
  readonly next: readonly (readonly [string, string])[];
  readonly flags: readonly Flag[];
  readonly takesFile: boolean;
}

/** The completion of a shell, as a script for it to read. Everything in it follows from the declarations of the commands. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  const places = placesOf(commands);
  if (shell === 'bash') return bash(places);
  return shell === 'zsh' ? zsh(places) : fish(places);
}

function placesOf(commands: readonly Command[]): Place[] {
  const groups = [...new Set(commands.flatMap(({ name }) => (name.includes(' ') ? [firstWord(name)] : [])))];
  const top = [...new Set(commands.map(({ name }) => firstWord(name)))].map((word): [string, string] => {
    const single = commands.find(({ name }) => name === word);
    return [word, single?.summary ?? `commands about ${word.replaceAll('-', ' ')}`];
  });
  const help = { name: 'help', takesValue: false, description: 'how it is called' };
  const version = { name: 'version', takesValue: false, description: 'the version' };
  return [
    { words: '', next: top, flags: [help, version], takesFile: false },
    ...groups.map((group) => ({
      words: group,
      next: commands.flatMap(({ name, summary }): [string, string][] =>
        name.startsWith(`${group} `) ? [[name.slice(group.length + 1), summary]] : [],
      ),
      flags: [help],
      takesFile: false,
    })),
    ...commands.map((command) => ({
      words: command.name,
      next: [],
      flags: [...flagsOf(command), { name: 'json', takesValue: false, description: 'one JSON document' }, help],
      takesFile: command.parameter?.name === 'FILE',
    })),
  ];
}

function firstWord(name: string): string {
  return name.split(' ')[0] ?? name;
}

function flagsOf(command: Command): Flag[] {
  const options = Object.entries(command.options).map(([name, { takes, description }]) => ({
    name,
    takesValue: takes !== undefined,
    description,
  }));
  const settings = commandSettings(command).map(({ flag, description }) => ({
    name: flag,
    takesValue: true,
    description,
  }));
  return [...options, ...settings];
}

/** In single quotes, for any of the shells but fish. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The option's long name; what takes a value. */
const dashed = ({ name }: Flag) => `--${name}`;
const valued = (places: readonly Place[]) => [
  ...new Set(places.flatMap(({ flags }) => flags.filter(({ takesValue }) => takesValue).map(dashed))),
];

function bash(places: readonly Place[]): string {
  const known = places.filter(({ words }) => words !== '').map(({ words }) => quoted(words));
  const cases = places.map(({ words, next, flags, takesFile }) => {
    const names = next.map(([word]) => word).join(' ');
    return `    ${quoted(words)}) next=${quoted(names)} flags=${quoted(flags.map(dashed).join(' '))} files=${takesFile ? 1 : 0} ;;`;
  });
  return `# Completion of chaveiro for bash. To use it: source <(chaveiro completion bash)
_chaveiro() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local place='' word next='' flags='' files=0 i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "\${place:+$place }$word" in
      ${known.join('|')}) place="\${place:+$place }$word" ;;
      *) break ;;
    esac
  done
  case "$place" in
${cases.join('\n')}
  esac
  case "$previous" in
    ${valued(places).join('|')}) return ;;
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  elif [[ -n $next ]]; then
    COMPREPLY=($(compgen -W "$next" -- "$current"))
  elif [[ $files == 0 && -z $current ]]; then
    COMPREPLY=($(compgen -W "$flags"))
  fi
}
complete -o default -F _chaveiro chaveiro
`;
}

function zsh(places: readonly Place[]): string {
  const known = places.filter(({ words }) => words !== '').map(({ words }) => quoted(words));
  const described = (word: string, text: string) => quoted(`${word.replaceAll(':', '\\:')}:${text}`);
  const cases = places.map(({ words, next, flags, takesFile }) =>
    [
      `    (${quoted(words)})`,
      `      next=(${next.map(([word, text]) => described(word, text)).join(' ')})`,
      `      flags=(${flags.map((flag) => described(dashed(flag), flag.description)).join(' ')})`,
      `      files=${takesFile ? 1 : 0} ;;`,
    ].join('\n'),
  );
  return `#compdef chaveiro
# Completion of chaveiro for zsh. To use it: source <(chaveiro completion zsh), after compinit; or as the file _chaveiro in $fpath
_chaveiro() {
  local place='' word
  local -a next flags
  local -i i files=0
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    case "\${place:+$place }$word" in
      (${known.join('|')}) place="\${place:+$place }$word" ;;
      (*) break ;;
    esac
  done
  case "$place" in
${cases.join('\n')}
  esac
  case "$words[CURRENT-1]" in
    (${valued(places).join('|')}) _files; return ;;
  esac
  if [[ $words[CURRENT] == -* ]]; then
    _describe -o option flags
  elif (( $#next )); then
    _describe command next
  elif (( files )); then
    _files
  else
    _describe -o option flags
  fi
}
if [[ $funcstack[1] == _chaveiro ]]; then
  _chaveiro "$@"
else
  compdef _chaveiro chaveiro
fi
`;
}

function fish(places: readonly Place[]): string {
  const fishQuoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const known = places.filter(({ words }) => words !== '').map(({ words }) => fishQuoted(words));
  const lines = places.flatMap(({ words, next, flags, takesFile }) => {
    const at = `complete -c chaveiro -n ${fishQuoted(`__chaveiro_at ${fishQuoted(words)}`)}`;
    return [
      ...next.map(([word, text]) => `${at} -a ${fishQuoted(word)} -d ${fishQuoted(text)}`),
      ...flags.map(
        ({ name, takesValue, description }) =>
          `${at} -l ${name}${takesValue ? ' -r' : ''} -d ${fishQuoted(description)}`,
      ),
      ...(takesFile ? [`${at} -F`] : []),
    ];
  });
  return `# Completion of chaveiro for fish. To use it: chaveiro completion fish | source
set -g __chaveiro_places ${known.join(' ')}
function __chaveiro_at
    set -l typed (commandline -opc)
    set -e typed[1]
    set -l place ''
    for word in $typed
        set -l longer (string trim -- "$place $word")
        contains -- $longer $__chaveiro_places; or break
        set place $longer
    end
    test "$place" = "$argv[1]"
end
complete -c chaveiro -f
${lines.join('\n')}
`;
}
