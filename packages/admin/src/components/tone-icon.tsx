import './tone-icon.css';
import type { Icon } from './button.tsx';

interface ToneIconProps {
  readonly icon: Icon;
  readonly tone: 'plain' | 'accent' | 'good' | 'warn' | 'bad';
  /** For a row of a list. */
  readonly isSmall?: boolean;
}

/** An icon on a ground of its tone, beside words that say the same. */
export function ToneIcon({ icon: Icon, tone, isSmall }: ToneIconProps) {
  return (
    <span className="tone-icon" data-tone={tone} data-small={isSmall || undefined}>
      <Icon size={isSmall ? 16 : 20} aria-hidden />
    </span>
  );
}
