import './field.css';
import type { ReactNode, Ref } from 'react';
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  Input,
  Label,
  Text,
  TextArea,
} from 'react-aria-components';
import { FieldFault } from './field-fault.tsx';
import { useSteadyField } from './use-steady-field.ts';

export interface TextFieldProps
  extends Pick<
    AriaTextFieldProps,
    | 'value'
    | 'defaultValue'
    | 'onChange'
    | 'name'
    | 'type'
    | 'isRequired'
    | 'isDisabled'
    | 'isReadOnly'
    | 'autoFocus'
    | 'autoComplete'
    | 'maxLength'
    | 'minLength'
    | 'pattern'
    | 'inputMode'
    | 'spellCheck'
    | 'validate'
  > {
  readonly label: string;
  /** Under the field, before anything went wrong. */
  readonly hint?: ReactNode;
  /** What is wrong with what was entered. */
  readonly error?: string | undefined;
  /** Lines to write in; a field of one line unless given. */
  readonly rows?: number;
  /** The earliest day, for a field of type `date`. */
  readonly min?: string;
  /** For keys and tokens: monospace, neither corrected nor capitalised. */
  readonly isCode?: boolean;
  /** Shows dots; unlike a password, browsers do not offer to keep it. */
  readonly isMasked?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
}

export function TextField({ label, hint, error, rows, min, isCode, isMasked, ref, ...rest }: TextFieldProps) {
  const className = isCode ? 'input code' : 'input';
  const code = isCode ? ({ autoCapitalize: 'none', autoCorrect: 'off', spellCheck: false } as const) : {};
  const around = useSteadyField<HTMLDivElement>();
  return (
    <AriaTextField {...rest} ref={around} className="field" isInvalid={error !== undefined ? true : undefined}>
      <Label className="field-label">{label}</Label>
      {rows === undefined ? (
        <Input className={className} ref={ref} min={min} data-masked={isMasked || undefined} {...code} />
      ) : (
        <TextArea className={className} rows={rows} {...code} />
      )}
      {hint !== undefined && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldFault error={error} />
    </AriaTextField>
  );
}
