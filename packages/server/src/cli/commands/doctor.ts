import { settingSources, unknownVariables } from '../../config.ts';
import type { Finding } from '../../domain/finding.ts';
import { version } from '../../version.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { checkMachine } from '../doctor/check-machine.ts';
import { checkServers } from '../doctor/check-server.ts';
import { checkSettings } from '../doctor/check-settings.ts';
import { printable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Looks for what is wrong with an installation, and says what to do; changes nothing',
  options: {},
  settings: 'server',
  notes: [
    'Looks at the machine, the settings, the pepper file, the database, what it holds, and the server that runs on it. ' +
      'Each finding is ok, a warning, or a problem. Exit status 1 when there is a problem. Give it the settings of the ' +
      'server, as flags or by the environment; a setting that cannot be understood ends it with status 2.',
    'It opens the database so that nothing can be changed, and is safe beside a running server. It reads all of it, which ' +
      'takes seconds for each gigabyte.',
  ],
  examples: [
    'chaveiro doctor',
    'chaveiro doctor --json',
    'chaveiro doctor --database-url postgres://127.0.0.1/chaveiro',
  ],
  run: async ({ config, flags, terminal }) => {
    const { examineInstallation } = await import('../../compose.ts');
    const sources = settingSources(terminal.env, flags);
    const { findings: found, place } = await examineInstallation(config);
    const findings = [
      ...checkMachine(config),
      ...checkSettings(config, sources, unknownVariables(terminal.env)),
      ...found,
      ...(await checkServers(config, { version: version(), place })),
    ];
    const problems = findings.filter(({ status }) => status === 'problem').length;
    const warnings = findings.filter(({ status }) => status === 'warning').length;
    const lines = findings.map((finding) => findingText(finding, terminal));
    const sum = `${counted(problems, 'problem')}, ${counted(warnings, 'warning')}, ${counted(findings.length, 'check')}.`;
    return {
      json: { ok: problems === 0, problems, warnings, findings, settings: sources },
      text: [...lines, '', sum].join('\n'),
      isNegative: problems > 0,
    };
  },
});

function findingText({ check, status, detail, remedy }: Finding, terminal: Terminal): string {
  const word = status.padEnd('problem'.length);
  const shown =
    status === 'ok' ? terminal.style('green', word) : terminal.style(status === 'problem' ? 'red' : 'bold', word);
  const first = `${shown}  ${check.padEnd('trusted-proxies'.length)}  ${printable(detail)}`;
  return remedy === null ? first : `${first}\n${' '.repeat(26)}-> ${printable(remedy)}`;
}
