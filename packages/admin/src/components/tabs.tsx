import './tabs.css';
import { Link, type LinkProps } from '@tanstack/react-router';

export interface Tab extends Pick<LinkProps, 'to' | 'params' | 'activeOptions'> {
  readonly id: string;
  readonly text: string;
  /** How many there are, if that is known. */
  readonly count?: string | undefined;
}

/** Views of one page, each with an address of its own. */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ id, text, count, ...link }) => (
        <Link key={id} {...link} className="tab">
          {text}
          {count !== undefined && <span className="tab-count">{count}</span>}
        </Link>
      ))}
    </nav>
  );
}
