import { describeCommit, describeMachine } from './machine.ts';
import type { Goal, Section, Table } from './section.ts';

/** One section as Markdown. */
export function sectionMarkdown(section: Section): string {
  const parts = [`## ${section.title}`, ...section.tables.map(tableMarkdown), ...section.notes];
  return parts.join('\n\n');
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
    'Written by the command below; every figure is from that run. Figures of another machine or another day differ: ' +
      'what can be compared are the ratios, taken between things that were measured in turn in the same run. Cells ' +
      'show the median and, in brackets, the lowest and the highest sample.',
    facts.map(([name, value]) => `- ${name}: ${value}`).join('\n'),
    '## Goals',
    goalsMarkdown(sections.flatMap((section) => section.goals)),
    ...sections.map(sectionMarkdown),
    '## Noise',
    'Other programs and, on a virtual machine, its neighbours take part of the cores, and every process is compiled ' +
      'and laid out in memory a little differently. That is why every sample is a fresh process, and why the order ' +
      'changes from block to block. A range that is wide in comparison to the difference between two rows says that ' +
      'the difference is not sure. CPU time is the steadiest figure; times at p99 are the least steady.',
    '',
  ].join('\n\n');
}

function tableMarkdown({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
