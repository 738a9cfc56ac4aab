import { Link } from '@tanstack/react-router';
import { ListFilter } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AuditEvent } from '../../api/api-types.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { SideSheet } from '../../components/dialog.tsx';
import { actorText, subjectText, useEventText } from '../../components/event-text.tsx';
import { useAccount } from '../../frame/use-account.ts';
import type { AuditSearch } from '../../router/audit-search.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { EventChanges, EventJson } from './event-changes.tsx';
import { referenceIn, useReferenceName } from './references.ts';

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
        {actor !== null && <Fact title={t('audit.who')}>{actorText(t, actor)}</Fact>}
        <Fact title={t('audit.subject')}>
          <EventSubject event={event} />
        </Fact>
        {account !== null && <Fact title={t('frame.account')}>{account}</Fact>}
        {source !== null && (
          <Fact title={t('audit.from')}>
            {[source.address, channel].filter((each) => each !== undefined).join(', ')}
          </Fact>
        )}
        {source?.userAgent !== undefined && <Fact title={t('audit.program')}>{source.userAgent}</Fact>}
      </dl>
      <EventJson event={event} />
    </SideSheet>
  );
}

/** What it was done to by its name, which leads to it where it has a page; the id, which scripts ask by, in small. */
function EventSubject({ event }: { readonly event: AuditEvent }) {
  const t = useText();
  const { name: account } = useAccount();
  const { subject } = event;
  const reference = event.account === account ? referenceIn(subject) : undefined;
  const called = subjectText(t, event);
  // Of what was recorded without a name, it is the one of now.
  const now = useReferenceName(subject.endsWith(`:${called}`) ? reference : undefined);
  const name = now ?? called;
  return (
    <div className="event-subject">
      <p>
        {reference?.kind === 'key' ? (
          <Link to="/$account/keys/$key" params={{ account, key: reference.id }}>
            {name}
          </Link>
        ) : reference?.kind === 'role' ? (
          <Link to="/$account/roles/$role" params={{ account, role: reference.id }}>
            {name}
          </Link>
        ) : (
          name
        )}
      </p>
      {name !== subject && (
        <span className="muted event-id">
          <code>{subject}</code>
          <CopyButton variant="quiet" text={subject} label={t('common.copy')} />
        </span>
      )}
    </div>
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
