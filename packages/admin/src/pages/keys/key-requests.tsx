import { useQuery } from '@tanstack/react-query';
import type { KeyUsage } from '../../api/api-types.ts';
import { keyUsageQuery } from '../../api/key-details.ts';
import { ChipToggle } from '../../components/chip.tsx';
import { DayChart } from '../../components/day-chart.tsx';
import { ErrorState } from '../../components/empty-state.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { usageDays } from '../../router/key-search.ts';
import type { MessageId } from '../../text/load-messages.ts';
import { useFormat } from '../../text/use-format.ts';
import { type Text, useText } from '../../text/use-text.tsx';

interface KeyRequestsProps {
  readonly keyId: string;
  readonly days: (typeof usageDays)[number];
  readonly onDays: (days: (typeof usageDays)[number]) => void;
}

/** Why requests were denied, in the order in which they are counted. */
const reasonTexts: Readonly<Record<string, MessageId>> = {
  invalid_credentials: 'denied.invalidCredentials',
  key_inactive: 'denied.keyInactive',
  token_expired: 'denied.tokenExpired',
  account_inactive: 'denied.accountInactive',
  bad_path: 'denied.badPath',
  unknown_route: 'denied.unknownRoute',
  no_grant: 'denied.noGrant',
  resource_denied: 'denied.resourceDenied',
};

/** How many requests came with a key on each day, in all accounts, and how they were decided. */
export function KeyRequests({ keyId, days, onDays }: KeyRequestsProps) {
  const t = useText();
  const { name: account } = useAccount();
  const usage = useQuery(keyUsageQuery(account, keyId, days));
  return (
    <section className="card" aria-label={t('key.requests')}>
      <header className="card-header">
        <h2>{t('key.requests')}</h2>
        <div className="chips">
          {usageDays.map((each) => (
            <ChipToggle key={each} isOn={each === days} onChange={() => onDays(each)}>
              {t('key.days', { count: each })}
            </ChipToggle>
          ))}
        </div>
      </header>
      {usage.isError && usage.data === undefined ? (
        <ErrorState failure={usage.error} onRetry={() => void usage.refetch()} />
      ) : usage.data === undefined ? (
        <div className="requests-skeleton" aria-busy />
      ) : (
        <Requests days={usage.data.days} />
      )}
    </section>
  );
}

type Days = KeyUsage['days'];

function Requests({ days }: { readonly days: Days }) {
  const t = useText();
  const { number, day: dayText } = useFormat();
  const counted = days.map(({ day, allowed, denied }) => ({ day, allowed, reasons: denied, denied: sum(denied) }));
  const reasons = reasonsOf(days);
  const total = { allowed: 0, denied: 0 };
  for (const { allowed, denied } of counted) {
    total.allowed += allowed;
    total.denied += denied;
  }
  const label = t('key.counts', { allowed: number(total.allowed), denied: number(total.denied), days: days.length });
  return (
    <>
      <DayChart days={counted} label={label} />
      <ul className="day-chart-legend">
        <LegendEntry className="day-chart-allowed" text={t('key.allowed')} count={number(total.allowed)} />
        <LegendEntry className="day-chart-denied" text={t('key.denied')} count={number(total.denied)} />
        {reasons.map(({ code, count }) => (
          <LegendEntry key={code} text={reasonText(t, code)} count={number(count)} />
        ))}
      </ul>
      <div className="visually-hidden">
        <table>
          <caption>{t('key.requests')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('key.day')}</th>
              <th scope="col">{t('key.allowed')}</th>
              {reasons.map(({ code }) => (
                <th key={code} scope="col">
                  {t('key.deniedFor', { reason: reasonText(t, code) })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counted.map(({ day, allowed, reasons: denied }) => (
              <tr key={day}>
                <th scope="row">{dayText(day)}</th>
                <td>{number(allowed)}</td>
                {reasons.map(({ code }) => (
                  <td key={code}>{number(denied[code] ?? 0)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function LegendEntry(props: { readonly className?: string; readonly text: string; readonly count: string }) {
  return (
    <li>
      {props.className !== undefined && (
        <svg width={10} height={10} aria-hidden>
          <rect className={props.className} width={10} height={10} />
        </svg>
      )}
      <span className={props.className === undefined ? 'muted' : ''}>{props.text}</span>
      <strong>{props.count}</strong>
    </li>
  );
}

function reasonText(t: Text, code: string): string {
  const id = reasonTexts[code];
  // A newer server may know more of them.
  return id === undefined ? code : t(id);
}

/** Each reason that occurred, the most frequent first. */
function reasonsOf(days: Days) {
  const counts = new Map<string, number>();
  for (const { denied } of days) {
    for (const [code, count] of Object.entries(denied)) counts.set(code, (counts.get(code) ?? 0) + count);
  }
  return [...counts].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count);
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}
