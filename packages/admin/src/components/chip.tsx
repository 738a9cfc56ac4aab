import './chip.css';
import type { ReactNode } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import type { Icon } from './button.tsx';

type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'accent';

interface ChipProps {
  readonly tone?: Tone;
  readonly icon?: Icon;
  readonly children: ReactNode;
}

/** A word with a frame, such as a role of a key. */
export function Chip({ tone = 'plain', icon: Icon, children }: ChipProps) {
  return (
    <span className="chip" data-tone={tone}>
      {Icon !== undefined && <Icon size={13} aria-hidden />}
      {children}
    </span>
  );
}

/** A chip that opens something, such as "+3". */
export function ChipButton({ label, onPress, children }: { label: string; onPress: () => void; children: ReactNode }) {
  return (
    <Button className="chip chip-button" aria-label={label} onPress={onPress}>
      {children}
    </Button>
  );
}

interface ChipToggleProps extends ChipProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** What needs attention, and filters by it. */
export function ChipToggle({ tone = 'plain', icon: Icon, isOn, onChange, children }: ChipToggleProps) {
  return (
    <ToggleButton className="chip-toggle" data-tone={tone} isSelected={isOn} onChange={onChange}>
      {Icon !== undefined && <Icon size={16} aria-hidden />}
      {children}
    </ToggleButton>
  );
}
