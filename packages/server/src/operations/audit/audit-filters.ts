import { auditActions } from '../../domain/audit-event.ts';
import { readEmail } from '../../domain/email.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { isKeyString } from '../../domain/key-string.ts';
import { nearestName } from '../../domain/nearest-name.ts';
import { isDay } from '../../domain/parse-time.ts';
import { isOneLine, lengthOf } from '../../domain/short-text.ts';
import type { AuditListQuery, ReadTransaction } from '../../storage/storage.ts';
import { parseSearch } from '../parse-search.ts';

/** Which events; all that is given has to hold. */
export interface AuditFilters {
  /** A moment or a day, ISO 8601, included; a day begins at midnight UTC. */
  readonly from?: string | undefined;
  /** The same, excluded. */
  readonly to?: string | undefined;
  /** Exactly this action, such as `key.created`. */
  readonly action?: string | undefined;
  /** Exactly this actor: `operator`, `system`, `anonymous`, `key:{appKey}`, `user:{email}`, whatever the case of the last two. */
  readonly actor?: string | undefined;
  /** Exactly this subject, as events name it: `key:{id}`, `role:{account}/{id}`, `user:{id}`, `account:{name}` and so on. */
  readonly subject?: string | undefined;
  /** Matches inside everything that the event says, whatever the case and accents. */
  readonly q?: string | undefined;
}

const moment = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;
const maxTextLength = 300;

/**
 * Filters as a query has them; throws `invalid_request` that names the bad one. What no event can have is refused:
 * nothing found would look as if nothing had happened.
 */
export function parseAuditFilters(filters: AuditFilters) {
  const { from, to, action, actor, subject, q } = filters;
  const parsed = {
    ...(from === undefined ? {} : { from: parseMoment(from, 'from') }),
    ...(to === undefined ? {} : { to: parseMoment(to, 'to') }),
    ...(action === undefined ? {} : { action: parseAction(action) }),
    ...(actor === undefined ? {} : { actor: parseActor(actor) }),
    ...(subject === undefined ? {} : { subject: parseSubject(subject) }),
    ...(q === undefined ? {} : { search: parseSearch(q) }),
  } satisfies Partial<AuditListQuery>;
  if (parsed.from !== undefined && parsed.to !== undefined && parsed.from >= parsed.to) {
    throw new ChaveiroError('invalid_request', '"to" has to be after "from": between them there is no moment.', {
      field: 'to',
    });
  }
  return parsed;
}

/**
 * The same, with a key string as it is written. Those that Chaveiro makes are alike but for the case of their letters
 * to whoever reads one aloud; what was imported may differ by it alone, so one that is there is taken as it stands.
 */
export async function inStoredCase<F extends { readonly actor?: string }>(tx: ReadTransaction, filters: F): Promise<F> {
  const [, typed = ''] = /^key:(.*)$/.exec(filters.actor ?? '') ?? [];
  const [, prefix, account, letters] = /^([^-]+)-([A-Za-z][A-Za-z0-9]*)-([A-Za-z]{6})$/.exec(typed) ?? [];
  if (prefix === undefined || (await tx.isAppKeyTaken(typed))) return filters;
  const name = `${account?.toLowerCase()}-${letters?.toUpperCase()}`;
  for (const appKey of [`${prefix}-${name}`, `${prefix.toLowerCase()}-${name}`]) {
    if (await tx.isAppKeyTaken(appKey)) return { ...filters, actor: `key:${appKey}` };
  }
  return filters;
}

function parseMoment(text: string, field: string): number {
  const day = moment.exec(text)?.[1];
  const at = day === undefined ? Number.NaN : Date.parse(text);
  // A day that the month does not have would silently be one of the next.
  if (!Number.isNaN(at) && isDay(day as string)) return at;
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

const actorForms = 'An actor is "operator", "system", "anonymous", "key:{appKey}" or "user:{email}".';

function parseActor(text: string): string {
  const { kind, rest } = takeApart(text, 'actor');
  if (rest === undefined && ['operator', 'system', 'anonymous'].includes(kind)) return kind;
  const email = kind === 'user' && rest !== undefined ? readEmail(rest) : undefined;
  if (email !== undefined) return `user:${email}`;
  if (kind === 'key' && rest !== undefined && isKeyString(rest)) return `key:${rest}`;
  const meant = rest !== undefined ? '' : readEmail(text) !== undefined ? 'user' : text.includes('-') ? 'key' : '';
  throw unknownForm('actor', actorForms, meant === '' ? '' : ` Did you mean "${meant}:${text.trim()}"?`);
}

/** Subjects that are one thing, and what stands after the colon of the others. */
const soleSubjects = ['keys', 'catalog', 'audit', 'installation'];
const subjectForms: Readonly<Record<string, { readonly form: RegExp; readonly isFolded: boolean }>> = {
  key: { form: /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|unknown)$/, isFolded: true },
  user: { form: /^([0-9a-f]{32}|[0-9a-f-]{36}|unknown)$/, isFolded: true },
  role: { form: /^[a-z][a-z0-9]*\/\d+$/, isFolded: true },
  account: { form: /^[a-z][a-z0-9]*$/, isFolded: true },
  api: { form: /^[a-z][a-z0-9-]*$/, isFolded: true },
  'signing-key': { form: /^[\w.-]+$/, isFolded: false },
};
const subjectsAre =
  'A subject is "key:{id}", "user:{id}", "role:{account}/{id}", "account:{name}", "api:{name}", "signing-key:{id}", ' +
  `${soleSubjects.map((each) => `"${each}"`).join(', ')}. A key string or an address is found by "q".`;

function parseSubject(text: string): string {
  const { kind, rest } = takeApart(text, 'subject');
  if (rest === undefined && soleSubjects.includes(kind)) return kind;
  const known = Object.hasOwn(subjectForms, kind) ? subjectForms[kind] : undefined;
  const name = known?.isFolded === true ? rest?.toLowerCase() : rest;
  if (known !== undefined && name !== undefined && known.form.test(name)) return `${kind}:${name}`;
  throw unknownForm('subject', subjectsAre);
}

/** What stands before the first colon, in lower case, and after it. */
function takeApart(text: string, field: string): { kind: string; rest: string | undefined } {
  if (lengthOf(text) > maxTextLength || !isOneLine(text)) throw unknownForm(field, 'It is one line.');
  const [kind = '', ...more] = text.trim().split(':');
  return { kind: kind.toLowerCase(), rest: more.length === 0 ? undefined : more.join(':') };
}

function unknownForm(field: string, forms: string, hint = ''): ChaveiroError {
  return new ChaveiroError('invalid_request', `"${field}" is one of the names that events have. ${forms}${hint}`, {
    field,
  });
}
