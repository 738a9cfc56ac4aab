import { ListFilter } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AuditEvent } from '../../api/api-types.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { SideSheet } from '../../components/dialog.tsx';
import { useEventText } from '../../components/event-text.tsx';
import type { AuditSearch } from '../../router/audit-search.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { EventChanges } from './event-changes.tsx';

interface EventSheetProps {
  readonly event: AuditEvent;
  readonly onClose: () => void;
  /** Leads to the events of the same actor, or on the same subject. */
  readonly onFilter: (filter: Pick<AuditSearch, 'actor' | 'subject'>) => void;
}

/** Everything that an event says. */
export function EventSheet({ event, onClose, onFilter }: EventSheetProps) {
  const t = useText();
  const { exactTime } = useFormat();
  const { at, action, actor, source, account, subject } = event;
  const channel = source?.channel === 'cli' ? t('audit.cli') : source?.channel;
  return (
    <SideSheet
      title={useEventText()(event)}
      subject={exactTime(at)}
      onClose={onClose}
      footer={
        <>
          <Button icon={ListFilter} onPress={() => onFilter({ subject })}>
            {t('audit.onlySubject')}
          </Button>
          {actor !== null && (
            <Button icon={ListFilter} onPress={() => onFilter({ actor })}>
              {t('audit.onlyWho')}
            </Button>
          )}
        </>
      }
    >
      <EventChanges event={event} />
      <dl className="event-facts">
        <Fact title={t('audit.event')}>
          <code>{action}</code>
        </Fact>
        {actor !== null && <Fact title={t('audit.who')}>{actor}</Fact>}
        <Fact title={t('audit.subject')}>
          <code>{subject}</code>
          <CopyButton variant="quiet" text={subject} label={t('common.copy')} />
        </Fact>
        {account !== null && <Fact title={t('frame.account')}>{account}</Fact>}
        {source !== null && (
          <Fact title={t('audit.from')}>
            {[source.address, channel].filter((each) => each !== undefined).join(', ')}
          </Fact>
        )}
        {source?.userAgent !== undefined && <Fact title={t('audit.program')}>{source.userAgent}</Fact>}
      </dl>
    </SideSheet>
  );
}

function Fact({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
