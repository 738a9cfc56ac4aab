import type { Evidence, RequestCounts, Use } from '../operations/usage/evidence.ts';
import type { Option } from './command.ts';
import { shortTime } from './key-text.ts';
import { alignColumns } from './table.ts';

/** The option of commands that take access away. */
export const dryRunOption = {
  description: 'only says what would happen, and what the key was used for',
} as const satisfies Option;

function requestsText({ allowed, denied }: RequestCounts): string {
  const requests = allowed + denied === 1 ? '1 request' : `${(allowed + denied).toLocaleString('en')} requests`;
  return denied === 0 ? requests : `${requests}, of which ${denied.toLocaleString('en')} denied`;
}

function lastUseText({ lastUsedAt, lastAddress }: Use): string {
  if (lastUsedAt === null) return 'never';
  return `${shortTime(lastUsedAt)} UTC${lastAddress === null ? '' : ` from ${lastAddress}`}`;
}

/** How a key was used; by token where it has two. */
export function evidenceRows(evidence: Evidence): string[][] {
  const rowsOf = (use: Use, of: string) => [
    [`last used${of}`, lastUseText(use)],
    [`in 24 hours${of}`, requestsText(use.last24Hours)],
    [`in 14 days${of}`, requestsText(use.last14Days)],
  ];
  const tokens = evidence.tokens.length < 2 ? [] : evidence.tokens;
  return [...rowsOf(evidence, ''), ...tokens.flatMap((token) => rowsOf(token, `, ${token.role} token`))];
}

/** A sentence, and below it how the key was used until then. */
export function withEvidence(sentence: string, evidence: Evidence): string {
  return `${sentence}\n\n${alignColumns(evidenceRows(evidence))}`;
}
