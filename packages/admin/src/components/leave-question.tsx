import { type ShouldBlockFn, useBlocker } from '@tanstack/react-router';
import { LeaveDialog } from './leave-dialog.tsx';

/** Whose session has ended can save nothing any more, and a jump inside of the page loses nothing. */
const asks: ShouldBlockFn = ({ current, next }) =>
  next.fullPath !== '/sign-in' &&
  (next.pathname !== current.pathname || JSON.stringify(next.search) !== JSON.stringify(current.search));

/**
 * Asks before a page is left on which something was changed and not saved: by a link, by the browser's way back, or by
 * closing the window, where the browser asks in its own words. What leaves after saving passes `ignoreBlocker`.
 */
export function LeaveQuestion({ isUnsaved }: { readonly isUnsaved: boolean }) {
  const { status, proceed, reset } = useBlocker({ shouldBlockFn: asks, disabled: !isUnsaved, withResolver: true });
  return status === 'blocked' ? <LeaveDialog onStay={reset} onLeave={proceed} /> : null;
}
