import { useSuspenseQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { sessionQuery } from '../../api/session.ts';
import { actionTexts, auditActions } from '../../components/action-texts.ts';
import { actionName, actorText } from '../../components/event-text.tsx';
import { type ListFilter, listFilter } from '../../components/list-filter.ts';
import { type AuditPeriod, type AuditSearch, auditPeriods } from '../../router/audit-search.ts';
import type { MessageId } from '../../text/load-messages.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { DaysDialog } from './days-dialog.tsx';
import { referenceIn, useReferenceName } from './references.ts';

interface AuditFilters {
  readonly search: AuditSearch;
  readonly change: (changed: Partial<AuditSearch>) => void;
}

const periodTexts: Readonly<Record<AuditPeriod, MessageId>> = {
  day: 'audit.day',
  week: 'audit.week',
  month: 'audit.month',
  quarter: 'audit.quarter',
};

/**
 * What the events are filtered by, and the dialog that one of the filters opens.
 *
 * @param actors who acted in the events that are shown
 */
export function useAuditFilters(
  { search, change }: AuditFilters,
  actors: readonly string[],
): { readonly shown: readonly ListFilter[]; readonly dialog: ReactNode } {
  const t = useText();
  const [byTime, dialog] = usePeriodFilter({ search, change });
  const byAction: ListFilter = {
    label: t('audit.event'),
    choices: auditActions.map((id) => ({ id, text: actionName(t, actionTexts[id]), alsoFoundBy: id })),
    value: search.action,
    onChange: (action) => change({ action }),
    search: { label: t('audit.findAction') },
  };
  const byActor = useActorFilter({ search, change }, actors);
  const bySubject = useSubjectFilter({ search, change });
  return { shown: [byTime, byAction, byActor, ...bySubject], dialog };
}

/** Chosen in the details of an event; here it is taken away. */
function useSubjectFilter({ search: { subject }, change }: AuditFilters): readonly ListFilter[] {
  const t = useText();
  const name = useReferenceName(subject === undefined ? undefined : referenceIn(subject));
  if (subject === undefined) return [];
  const choices = [{ id: subject, text: name ?? subject }];
  return [
    listFilter({
      label: t('audit.subject'),
      choices,
      value: subject,
      onChange: (chosen) => change({ subject: chosen }),
    }),
  ];
}

function usePeriodFilter({ search, change }: AuditFilters): readonly [ListFilter, ReactNode] {
  const t = useText();
  const days = useDaysText(search);
  const [isAsking, setAsking] = useState(false);
  const filter = listFilter<AuditPeriod | 'custom'>({
    label: t('audit.time'),
    choices: [
      ...auditPeriods.map((id) => ({ id, text: t(periodTexts[id]) })),
      { id: 'custom', text: days ?? t('audit.custom') },
    ],
    value: days === undefined ? search.period : 'custom',
    onChange: (period) => {
      if (period === 'custom') setAsking(true);
      else change({ period, from: undefined, to: undefined });
    },
  });
  const dialog = isAsking && (
    <DaysDialog
      search={search}
      onClose={() => setAsking(false)}
      onChosen={(chosen) => {
        setAsking(false);
        change({ period: undefined, ...chosen });
      }}
    />
  );
  return [filter, dialog];
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

function useActorFilter({ search: { actor: value }, change }: AuditFilters, actors: readonly string[]): ListFilter {
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
  return {
    label: t('audit.who'),
    choices: [...known].map((id) => ({ id, text: nameOf(id), alsoFoundBy: id })),
    value,
    onChange: (actor) => change({ actor }),
    search: { label: t('audit.findActor'), choicesOf },
  };
}
