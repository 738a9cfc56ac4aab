import type { AuditEvent } from '../../api/api-types.ts';
import { useText } from '../../text/use-text.tsx';
import { differencesOf } from './differences.ts';
import { fieldNames } from './field-names.ts';
import { FieldChange } from './field-value.tsx';

/** What an event changed, field by field. */
export function EventChanges({ event }: { readonly event: AuditEvent }) {
  const t = useText();
  const differences = differencesOf(withUserName(event, event.before), withUserName(event, event.after));
  if (differences.length === 0) return <p className="muted">{t('audit.noDetails')}</p>;
  return (
    <dl className="event-fields">
      {differences.map((difference) => (
        <div key={difference.field}>
          <dt>
            <FieldName field={difference.field} />
          </dt>
          <dd>
            <FieldChange {...difference} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Whoever an event names beside its subject has the same address. */
function withUserName({ subject, subjectName }: AuditEvent, state: unknown): unknown {
  if (typeof state !== 'object' || state === null || !('user' in state) || !subject.startsWith('user:')) return state;
  return subjectName === null ? state : { ...state, user: { id: state.user, email: subjectName } };
}

/** The same as scripts read it. */
export function EventJson({ event: { before, after } }: { readonly event: AuditEvent }) {
  const t = useText();
  if (differencesOf(before, after).length === 0) return null;
  return (
    <details className="event-json">
      <summary>JSON</summary>
      <Json title={t('audit.before')} value={before} />
      <Json title={t('audit.after')} value={after} />
    </details>
  );
}

/** A field's name in the language of the page, or as the API writes it. */
export function FieldName({ field }: { readonly field: string }) {
  const t = useText();
  const id = fieldNames[field];
  return id === undefined ? <code>{field}</code> : t(id);
}

function Json({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y: what scrolls has to be reached by keyboard, and said */}
      <pre role="group" tabIndex={0} aria-label={title}>
        {JSON.stringify(value, null, 2)}
      </pre>
    </>
  );
}
