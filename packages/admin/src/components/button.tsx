import './button.css';
import { LoaderCircle } from 'lucide-react';
import type { ComponentType, ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { useText } from '../text/use-text.tsx';
import { DisabledReason } from './disabled-reason.tsx';

export type Icon = ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;

interface SharedProps extends Pick<AriaButtonProps, 'onPress' | 'isDisabled' | 'type' | 'autoFocus' | 'form' | 'slot'> {
  /** Why it cannot be pressed now; it is shown disabled, and says so. */
  readonly disabledReason?: string | undefined;
  readonly 'aria-haspopup'?: 'menu' | 'dialog';
  readonly ref?: Ref<HTMLButtonElement>;
}

export interface ButtonProps extends SharedProps {
  /** `primary` once in a view; `quiet` has no frame; `danger` does what cannot be undone. Default: `secondary`. */
  readonly variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  /** Asks before what cannot be undone: a quiet button in the colour of danger. */
  readonly isDanger?: boolean;
  readonly icon?: Icon;
  /** What it does is under way: from 300 ms on it shows so. */
  readonly isPending?: boolean;
  readonly children: ReactNode;
}

export function Button({
  variant = 'secondary',
  isDanger,
  icon: Icon,
  isPending,
  disabledReason,
  children,
  ...rest
}: ButtonProps) {
  const t = useText();
  const button = (
    <AriaButton
      {...rest}
      className="button"
      data-variant={variant}
      data-danger={isDanger || undefined}
      isPending={isPending ?? false}
      isDisabled={rest.isDisabled || disabledReason !== undefined}
    >
      {Icon !== undefined && <Icon size={16} aria-hidden />}
      <span className="button-label">{children}</span>
      {isPending && (
        <span className="button-progress" role="progressbar" aria-label={t('common.working')}>
          <LoaderCircle size={16} aria-hidden />
        </span>
      )}
    </AriaButton>
  );
  return disabledReason === undefined ? button : <DisabledReason reason={disabledReason}>{button}</DisabledReason>;
}

export interface IconButtonProps extends SharedProps {
  readonly icon: Icon;
  /** What it does, for who cannot see the icon. */
  readonly label: string;
  /** With a frame, to stand beside other buttons. */
  readonly isFramed?: boolean | undefined;
  readonly 'aria-expanded'?: boolean;
}

export function IconButton({ icon: Icon, label, isFramed, disabledReason, ...rest }: IconButtonProps) {
  const button = (
    <AriaButton
      {...rest}
      className="icon-button"
      data-framed={isFramed || undefined}
      aria-label={label}
      isDisabled={rest.isDisabled || disabledReason !== undefined}
    >
      <Icon size={16} aria-hidden />
    </AriaButton>
  );
  return disabledReason === undefined ? button : <DisabledReason reason={disabledReason}>{button}</DisabledReason>;
}
