import './checkbox.css';
import './field.css';
import type { ReactNode } from 'react';
import { RadioGroup as AriaRadioGroup, Label, Radio, Text } from 'react-aria-components';

interface RadioChoice<Value extends string> {
  readonly value: Value;
  readonly text: ReactNode;
  readonly hint?: ReactNode;
}

interface RadioGroupProps<Value extends string> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly choices: readonly RadioChoice<Value>[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly isDisabled?: boolean;
}

export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>) {
  const { label, hint, choices, value, onChange, isDisabled } = props;
  return (
    <AriaRadioGroup
      className="radio-group"
      value={value}
      onChange={(chosen) => onChange(chosen as Value)}
      isDisabled={isDisabled ?? false}
    >
      <Label className="field-label">{label}</Label>
      {hint !== undefined && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      {choices.map((choice) => (
        <Radio key={choice.value} value={choice.value} className="radio">
          <span className="radio-dot" aria-hidden />
          <span className="checkbox-text">
            {choice.text}
            {choice.hint !== undefined && <span className="checkbox-hint">{choice.hint}</span>}
          </span>
        </Radio>
      ))}
    </AriaRadioGroup>
  );
}
