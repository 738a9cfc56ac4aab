import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '../../api/session.ts';
import { actionTexts, auditActions } from '../../components/action-texts.ts';
import { actionName, actorText } from '../../components/event-text.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { SearchableFilter } from '../../components/searchable-filter.tsx';
import { Filter } from '../../components/select.tsx';
import { type AuditPeriod, type AuditSearch, auditPeriods } from '../../router/audit-search.ts';
import type { MessageId } from '../../text/load-messages.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { DaysDialog } from './days-dialog.tsx';
import { referenceIn, useReferenceName } from './references.ts';

interface AuditToolbarProps {
  readonly search: AuditSearch;
  readonly onChange: (changed: Partial<AuditSearch>) => void;
  /** Who acted in the events that are shown. */
  readonly actors: readonly string[];
  /** How many events there are, in words; read out when it changes. */
  readonly count: string | undefined;
}

const periodTexts: Readonly<Record<AuditPeriod, MessageId>> = {
  day: 'audit.day',
  week: 'audit.week',
  month: 'audit.month',
  quarter: 'audit.quarter',
};

/** Search and filters above the events. */
export function AuditToolbar({ search, onChange, actors, count }: AuditToolbarProps) {
  const t = useText();
  return (
    <search className="toolbar">
      <SearchField
        label={t('audit.search')}
        value={search.q ?? ''}
        onSearch={(q) => onChange({ q: q === '' ? undefined : q })}
        hasShortcut
      />
      <div className="toolbar-filters">
        <PeriodFilter search={search} onChange={onChange} />
        <SearchableFilter
          label={t('audit.event')}
          searchLabel={t('audit.findAction')}
          choices={auditActions.map((id) => ({ id, text: actionName(t, actionTexts[id]), alsoFoundBy: id }))}
          value={search.action}
          onChange={(action) => onChange({ action })}
        />
        <ActorFilter actors={actors} value={search.actor} onChange={(actor) => onChange({ actor })} />
        {search.subject !== undefined && (
          <SubjectFilter subject={search.subject} onChange={(subject) => onChange({ subject })} />
        )}
      </div>
      <span className="toolbar-count" role="status">
        {count}
      </span>
    </search>
  );
}

interface SubjectFilterProps {
  readonly subject: string;
  readonly onChange: (subject: string | undefined) => void;
}

/** Chosen in the details of an event; here it is taken away. */
function SubjectFilter({ subject, onChange }: SubjectFilterProps) {
  const t = useText();
  const name = useReferenceName(referenceIn(subject));
  return (
    <Filter
      label={t('audit.subject')}
      choices={[{ id: subject, text: name ?? subject }]}
      value={subject}
      onChange={onChange}
    />
  );
}

function PeriodFilter({ search, onChange }: Pick<AuditToolbarProps, 'search' | 'onChange'>) {
  const t = useText();
  const days = useDaysText(search);
  const [isAsking, setAsking] = useState(false);
  const choose = (period: AuditPeriod | 'custom' | undefined) => {
    if (period === 'custom') setAsking(true);
    else onChange({ period, from: undefined, to: undefined });
  };
  return (
    <>
      <Filter
        label={t('audit.time')}
        choices={[
          ...auditPeriods.map((id) => ({ id, text: t(periodTexts[id]) })),
          { id: 'custom' as const, text: days ?? t('audit.custom') },
        ]}
        value={days === undefined ? search.period : 'custom'}
        onChange={choose}
      />
      {isAsking && (
        <DaysDialog
          search={search}
          onClose={() => setAsking(false)}
          onChosen={(chosen) => {
            setAsking(false);
            onChange({ period: undefined, ...chosen });
          }}
        />
      )}
    </>
  );
}

/** The days that were chosen, as words; `undefined` when none were. */
function useDaysText({ from, to }: AuditSearch): string | undefined {
  const t = useText();
  const { date } = useFormat();
  // Noon of no particular zone would be another day in some.
  const dayText = (day: string) => date(`${day}T12:00`);
  if (from !== undefined && to !== undefined) return from === to ? dayText(from) : `${dayText(from)} – ${dayText(to)}`;
  if (from !== undefined) return t('audit.since', { day: dayText(from) });
  return to === undefined ? undefined : t('audit.until', { day: dayText(to) });
}

interface ActorFilterProps {
  readonly actors: readonly string[];
  readonly value: string | undefined;
  readonly onChange: (actor: string | undefined) => void;
}

function ActorFilter({ actors, value, onChange }: ActorFilterProps) {
  const t = useText();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const me = `user:${session.user.email}`;
  const nameOf = (actor: string) => (actor === me ? t('audit.me', { email: session.user.email }) : actorText(t, actor));
  const known = new Set([me, 'operator', 'anonymous', ...actors, ...(value === undefined ? [] : [value])]);
  /** Whoever did not act in the events that are shown can be typed. */
  const choicesOf = (typed: string) => {
    const actor = typed.includes('@') ? `user:${typed.toLowerCase()}` : `key:${typed}`;
    const isName = /^user:\S+@\S+$|^key:[\w.-]{4,128}$/.test(actor);
    return isName && !known.has(actor) ? [{ id: actor, text: nameOf(actor) }] : [];
  };
  return (
    <SearchableFilter
      label={t('audit.who')}
      searchLabel={t('audit.findActor')}
      choices={[...known].map((id) => ({ id, text: nameOf(id), alsoFoundBy: id }))}
      value={value}
      onChange={onChange}
      choicesOf={choicesOf}
    />
  );
}
