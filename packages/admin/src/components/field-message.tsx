import './field.css';
import type { ReactNode } from 'react';

/** Under what is no single field, such as a list to choose from: a hint, and what is wrong. */
export function FieldMessage({ hint, error }: { readonly hint?: ReactNode; readonly error?: string | undefined }) {
  return (
    <>
      {hint !== undefined && <span className="field-hint">{hint}</span>}
      {error !== undefined && (
        <span className="field-error" role="alert">
          {error}
        </span>
      )}
    </>
  );
}
