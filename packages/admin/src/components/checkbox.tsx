import './checkbox.css';
import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from 'react-aria-components';

interface CheckboxProps
  extends Pick<
    AriaCheckboxProps,
    'isSelected' | 'onChange' | 'isDisabled' | 'isIndeterminate' | 'value' | 'aria-label'
  > {
  readonly children?: ReactNode;
  /** Under the label, in smaller letters. */
  readonly hint?: ReactNode;
}

export function Checkbox({ children, hint, ...rest }: CheckboxProps) {
  return (
    <AriaCheckbox {...rest} className="checkbox">
      {({ isIndeterminate }) => (
        <>
          <span className="checkbox-box" aria-hidden>
            {isIndeterminate ? <Minus size={12} strokeWidth={3} /> : <Check size={12} strokeWidth={3} />}
          </span>
          <span className="checkbox-text">
            {children}
            {hint !== undefined && <span className="checkbox-hint">{hint}</span>}
          </span>
        </>
      )}
    </AriaCheckbox>
  );
}
