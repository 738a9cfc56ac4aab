import './tooltip.css';
import { type ReactNode, useId } from 'react';
import { Focusable, Tooltip, TooltipTrigger } from 'react-aria-components';

/**
 * Around something that somebody may not use: it can be reached by keyboard and pointer, and says why not.
 */
export function DisabledReason({ reason, children }: { readonly reason: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <TooltipTrigger delay={200}>
      <Focusable>
        {/* biome-ignore lint/a11y: what is disabled takes no focus, and its reason has to be reached */}
        <span className="disabled-reason" role="group" tabIndex={0} aria-describedby={id}>
          {children}
          <span id={id} className="visually-hidden">
            {reason}
          </span>
        </span>
      </Focusable>
      <Tooltip className="tooltip" offset={6}>
        {reason}
      </Tooltip>
    </TooltipTrigger>
  );
}
