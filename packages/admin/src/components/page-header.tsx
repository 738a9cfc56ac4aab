import './page-header.css';
import { type ReactNode, useEffect } from 'react';

interface PageHeaderProps {
  readonly title: string;
  readonly hint?: ReactNode;
  /** The main one last. */
  readonly actions?: ReactNode;
}

/** The heading of a page, which is also the window's title. */
export function PageHeader({ title, hint, actions }: PageHeaderProps) {
  useTitle(title);
  return (
    <header className="page-header">
      <div>
        {/* Focus goes here when what had it is gone. */}
        <h1 tabIndex={-1}>{title}</h1>
        {hint !== undefined && <p className="muted">{hint}</p>}
      </div>
      {actions !== undefined && <div className="page-actions">{actions}</div>}
    </header>
  );
}

/** What the browser's window and its history say. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Chaveiro`;
  }, [title]);
}
