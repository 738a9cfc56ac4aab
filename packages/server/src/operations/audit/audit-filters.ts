import { auditActions } from '../../domain/audit-event.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { nearestName } from '../../domain/nearest-name.ts';
import { isOneLine, lengthOf } from '../../domain/short-text.ts';
import type { AuditListQuery } from '../../storage/storage.ts';
import { parseSearch } from '../parse-search.ts';

/** Which events; all that is given has to hold. */
export interface AuditFilters {
  /** A moment or a day, ISO 8601, included; a day begins at midnight UTC. */
  readonly from?: string | undefined;
  /** The same, excluded. */
  readonly to?: string | undefined;
  /** Exactly this action, such as `key.created`. */
  readonly action?: string | undefined;
  /** Exactly this actor, as events name it: `operator`, `key:{appKey}`, `user:{email}`. */
  readonly actor?: string | undefined;
  /** Exactly this subject, as events name it: `key:{id}`, `role:{account}/{id}`, `user:{id}`. */
  readonly subject?: string | undefined;
  /** Matches inside everything that the event says, whatever the case and accents. */
  readonly q?: string | undefined;
}

const moment = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;
const maxTextLength = 300;

/** Filters as a query has them; throws `invalid_request` that names the bad one. */
export function parseAuditFilters(filters: AuditFilters) {
  const { from, to, action, actor, subject, q } = filters;
  return {
    ...(from === undefined ? {} : { from: parseMoment(from, 'from') }),
    ...(to === undefined ? {} : { to: parseMoment(to, 'to') }),
    ...(action === undefined ? {} : { action: parseAction(action) }),
    ...(actor === undefined ? {} : { actor: parseName(actor, 'actor') }),
    ...(subject === undefined ? {} : { subject: parseName(subject, 'subject') }),
    ...(q === undefined ? {} : { search: parseSearch(q) }),
  } satisfies Partial<AuditListQuery>;
}

function parseMoment(text: string, field: string): number {
  const at = moment.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new ChaveiroError(
    'invalid_request',
    `"${field}" is a day such as 2026-03-01, or a moment with its time zone such as 2026-03-01T12:00:00Z.`,
    { field },
  );
}

/** A name that no event has would find nothing, and look as if nothing had happened. */
function parseAction(text: string): string {
  if ((auditActions as readonly string[]).includes(text)) return text;
  const meant = nearestName(text, auditActions);
  const suggestion = meant === undefined ? 'They look like "key.created".' : `Did you mean "${meant}"?`;
  throw new ChaveiroError('invalid_request', `"action" is a name that no event has. ${suggestion}`, {
    field: 'action',
  });
}

function parseName(text: string, field: string): string {
  if (lengthOf(text) <= maxTextLength && isOneLine(text)) return text;
  throw new ChaveiroError('invalid_request', `"${field}" is one of the names that events have.`, { field });
}
