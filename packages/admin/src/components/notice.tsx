import './notice.css';
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFailureText } from './failure-text.ts';

const icons = { info: Info, warn: TriangleAlert, bad: CircleAlert } as const;

interface NoticeProps {
  readonly tone: keyof typeof icons;
  /** Read out as soon as it appears. */
  readonly isAlert?: boolean;
  readonly children: ReactNode;
}

/** A sentence that has to be seen. */
export function Notice({ tone, isAlert, children }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div className="notice" data-tone={tone} role={isAlert ? 'alert' : undefined}>
      <Icon size={16} aria-hidden />
      <div>{children}</div>
    </div>
  );
}

/** Why something that somebody asked for was not done; nothing for no failure. */
export function FailureNotice({ failure }: { readonly failure: unknown }) {
  const failureText = useFailureText();
  if (failure === null || failure === undefined) return null;
  return (
    <Notice tone="bad" isAlert>
      {failureText(failure)}
    </Notice>
  );
}
