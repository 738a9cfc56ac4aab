import { PanelRightOpen } from 'lucide-react';
import { useMemo } from 'react';
import type { AuditEvent } from '../../api/api-types.ts';
import { IconButton } from '../../components/button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { addressOf, EventSentence, useEventText } from '../../components/event-text.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useText } from '../../text/use-text.tsx';
import { FieldName } from './event-changes.tsx';
import { EventIcon } from './event-icon.tsx';

/** Columns of the audit log: a sentence, where it came from, when it was. */
export function useEventColumns(onOpen: (event: AuditEvent) => void): readonly Column<AuditEvent>[] {
  const t = useText();
  const textOf = useEventText();
  return useMemo(
    () => [
      { id: 'event', title: t('audit.what'), onCard: 'head', cell: (event) => <EventCell event={event} /> },
      {
        id: 'from',
        title: t('audit.from'),
        width: '200px',
        cell: (event) => (
          <span className="muted event-source">
            {addressOf(event) ?? (event.source?.channel === 'cli' ? t('audit.cli') : (event.source?.channel ?? '–'))}
          </span>
        ),
      },
      { id: 'when', title: t('audit.when'), width: '140px', cell: ({ at }) => <RelativeTime time={at} /> },
      {
        id: 'details',
        title: t('audit.details', { event: '' }),
        isTitleHidden: true,
        onCard: 'corner',
        width: '68px',
        cell: (event) => (
          <IconButton
            icon={PanelRightOpen}
            label={t('audit.details', { event: textOf(event) })}
            aria-haspopup="dialog"
            onPress={() => onOpen(event)}
          />
        ),
      },
    ],
    [t, textOf, onOpen],
  );
}

function EventCell({ event }: { readonly event: AuditEvent }) {
  const isChange = event.action.endsWith('.changed') && typeof event.after === 'object' && event.after !== null;
  return (
    <div className="event">
      <EventIcon action={event.action} />
      <div className="event-text">
        <span>
          <EventSentence event={event} />
        </span>
        {isChange && <ChangedFields after={event.after as object} />}
      </div>
    </div>
  );
}

function ChangedFields({ after }: { readonly after: object }) {
  return (
    <span className="muted event-changed">
      {Object.keys(after).map((field, i) => (
        <span key={field}>
          {i > 0 && ', '}
          <FieldName field={field} />
        </span>
      ))}
    </span>
  );
}
