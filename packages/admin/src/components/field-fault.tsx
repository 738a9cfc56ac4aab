import { FieldError } from 'react-aria-components';
import { useText } from '../text/use-text.tsx';

/**
 * What is wrong with a field, in the language of the page: a browser would say it in its own.
 *
 * @param error what the form itself says; of all else the field's own rules speak
 */
export function FieldFault({ error }: { readonly error: string | undefined }) {
  const t = useText();
  return (
    <FieldError className="field-error">
      {({ validationDetails, validationErrors }) =>
        error ?? (validationDetails.customError ? validationErrors[0] : t(textOf(validationDetails)))
      }
    </FieldError>
  );
}

function textOf({ valueMissing, typeMismatch, badInput, rangeUnderflow }: ValidityState) {
  if (valueMissing) return 'field.required';
  if (typeMismatch) return 'setup.emailRefused';
  return badInput || rangeUnderflow ? 'field.date' : 'field.pattern';
}
