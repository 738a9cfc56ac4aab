import { CalendarX } from 'lucide-react';
import { useNow } from '../../components/relative-time.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';

/** When a grant ends, or that it has ended: then the key has no role any more. */
export function GrantEnd({ time }: { readonly time: string }) {
  const t = useText();
  const { date } = useFormat();
  const hasEnded = Date.parse(time) <= useNow();
  return (
    <span className="grant-end" data-ended={hasEnded || undefined}>
      <CalendarX size={14} aria-hidden />
      {t(hasEnded ? 'external.endedOn' : 'external.endsOn', { date: date(time) })}
    </span>
  );
}
