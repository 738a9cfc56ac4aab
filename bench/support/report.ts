import { describeCommit, describeMachine } from './machine.ts';
import type { Goal, Section, Table } from './section.ts';

/** One section as Markdown. */
export function sectionMarkdown(section: Section): string {
  const parts = [`## ${section.title}`, ...section.tables.map(tableMarkdown), ...section.notes];
  return `${parts.join('\n\n')}\n`;
}

/** The goals of all sections as one table. */
export function goalsMarkdown(goals: readonly Goal[]): string {
  return tableMarkdown({
    columns: ['what', 'goal', 'measured', ''],
    rows: goals.map((goal) => [goal.what, goal.goal, goal.measured, goal.isMet ? 'met' : '**missed**']),
  });
}

/** The whole report. */
export function reportMarkdown(sections: readonly Section[], command: string, minutes: number): string {
  const facts: [string, string][] = [
    ['Measured', `${new Date().toISOString().slice(0, 10)}, by \`${command}\`, in ${minutes.toFixed(0)} minutes`],
    ['Commit', describeCommit()],
    ...describeMachine(),
  ];
  return [
    '# Performance',
    'Written by the command below; every figure is from that run. Figures of another machine or another day differ: the ratios, taken between ' +
      'things that were measured in turn in the same run, are what can be compared. Cells show the median and, in brackets, the lowest and the highest sample.',
    facts.map(([name, value]) => `- ${name}: ${value}`).join('\n'),
    '## Goals',
    goalsMarkdown(sections.flatMap((section) => section.goals)),
    ...sections.map(sectionMarkdown),
    '## Noise',
    'Two runs on the same machine differ by up to 6 % where a ratio is given, and by more in single times: other programs and, on a virtual ' +
      'machine, its neighbours take part of the cores. A range that is wide in comparison to the difference between two rows says that the difference is not sure.',
    '',
  ].join('\n\n');
}

function tableMarkdown({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
