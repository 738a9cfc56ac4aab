import './freshness.css';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MessageId } from '../text/load-messages.ts';
import { useText } from '../text/use-text.tsx';
import { useNow } from './relative-time.tsx';
import { type Freshness as Level, tokenAge } from './token-age.ts';

interface FreshnessProps {
  /** When the token was made. */
  readonly createdAt: string;
  readonly periodMonths: number;
  /** While a renewal is pending: which of the two it is. */
  readonly token?: 'old' | 'new';
}

const texts: Readonly<Record<'fresh' | 'outdated', Readonly<Record<'month' | 'day', MessageId>>>> = {
  fresh: { month: 'freshness.monthsLeft', day: 'freshness.daysLeft' },
  outdated: { month: 'freshness.outdatedMonths', day: 'freshness.outdatedDays' },
};

const names: Readonly<Record<'old' | 'new', MessageId>> = { old: 'freshness.oldToken', new: 'freshness.newToken' };

const tones: Readonly<Record<Level, string>> = { fresh: 'plain', outdated: 'warn', highly_outdated: 'bad' };

/** What each level is called. */
export const freshnessTexts: Readonly<Record<Level, MessageId>> = {
  fresh: 'keys.fresh',
  outdated: 'keys.outdated',
  highly_outdated: 'keys.highlyOutdated',
};

/** How long a token is still fresh, or since when it is not: icon and words. */
export function Freshness({ createdAt, periodMonths, token }: FreshnessProps) {
  const t = useText();
  const { freshness, count, unit } = tokenAge(createdAt, periodMonths, useNow());
  return (
    <WithIcon level={freshness}>
      {token !== undefined && <span className="freshness-token">{t(names[token])} </span>}
      {t(texts[freshness === 'fresh' ? 'fresh' : 'outdated'][unit], { count })}
    </WithIcon>
  );
}

/** The level alone, for who may not know after how many months a token is outdated. */
export function FreshnessLevel({ level }: { readonly level: Level }) {
  const t = useText();
  return <WithIcon level={level}>{t(freshnessTexts[level])}</WithIcon>;
}

function WithIcon({ level, children }: { readonly level: Level; readonly children: ReactNode }) {
  const Icon = level === 'fresh' ? CircleCheck : TriangleAlert;
  return (
    <span className="freshness" data-tone={tones[level]}>
      <Icon size={14} aria-hidden />
      <span>{children}</span>
    </span>
  );
}
