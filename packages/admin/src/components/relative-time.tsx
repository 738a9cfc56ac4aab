import './tooltip.css';
import { useEffect, useState } from 'react';
import { Focusable, Tooltip, TooltipTrigger } from 'react-aria-components';
import { useFormat } from '../text/use-format.ts';

/** How long ago something was; exactly when on hover and focus. */
export function RelativeTime({ time }: { readonly time: string }) {
  const format = useFormat();
  const nowMs = useNow();
  return (
    <TooltipTrigger delay={200}>
      <Focusable>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the exact time has to be reached by keyboard */}
        <time className="relative-time" dateTime={time} tabIndex={0} role="note">
          {format.ago(time, nowMs)}
        </time>
      </Focusable>
      <Tooltip className="tooltip" offset={6}>
        {format.exactTime(time)}
      </Tooltip>
    </TooltipTrigger>
  );
}

/** The present, anew twice a minute. */
export function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
