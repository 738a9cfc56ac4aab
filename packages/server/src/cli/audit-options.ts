import type { AuditFilters } from '../operations/audit/audit-filters.ts';
import type { Options, OptionValues } from './command.ts';

/** Which events a command is about. */
export const auditOptions = {
  account: { takes: 'NAME', description: 'events of this account, and those of others that concern it' },
  from: { takes: 'TIME', description: 'not before this day or moment, such as 2026-03-01 or 2026-03-01T12:00:00Z' },
  to: { takes: 'TIME', description: 'before this day or moment' },
  action: { takes: 'ACTION', description: 'only this action, such as key.created' },
  actor: {
    takes: 'ACTOR',
    description: 'only what this actor did: operator, system, anonymous, key:APPKEY or user:EMAIL',
  },
  subject: {
    takes: 'SUBJECT',
    description: 'only what was done to this, such as key:ID, user:ID, role:lojaverde/2 or account:lojaverde',
  },
  q: { takes: 'TEXT', description: 'only events that say this anywhere, whatever the case and accents' },
} as const satisfies Options;

export function auditFilters(options: OptionValues<typeof auditOptions>): AuditFilters {
  const { from, to, action, actor, subject, q } = options;
  return { from, to, action, actor, subject, q };
}
