import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { auditQuery } from '../../api/audit.ts';
import { EventSentence } from '../../components/event-text.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useRefusal } from '../../frame/use-refusal.ts';
import { useText } from '../../text/use-text.tsx';

const shownEvents = 10;

/** What was last done to a key, for who may see the audit log; the others are told what it takes. */
export function KeyEvents({ keyId }: { readonly keyId: string }) {
  const t = useText();
  const refusal = useRefusal('view_metrics');
  return (
    <section className="card" aria-label={t('key.events')}>
      <h2>{t('key.events')}</h2>
      {refusal === undefined ? <Events keyId={keyId} /> : <p className="muted">{refusal}</p>}
    </section>
  );
}

function Events({ keyId }: { readonly keyId: string }) {
  const t = useText();
  const { name: account } = useAccount();
  const subject = `key:${keyId}`;
  const { data, error } = useQuery(auditQuery(account, { subject }, { limit: 50 }));
  return (
    <>
      <FailureNotice failure={error} />
      <ul className="card-list" aria-busy={data === undefined}>
        {data?.items.slice(0, shownEvents).map((event) => (
          <li key={event.id}>
            <span>
              <EventSentence event={event} />
            </span>
            <span className="muted">
              <RelativeTime time={event.at} />
            </span>
          </li>
        ))}
      </ul>
      <Link to="/$account/audit" params={{ account }} search={{ subject }}>
        {t('key.allEvents')}
      </Link>
    </>
  );
}
