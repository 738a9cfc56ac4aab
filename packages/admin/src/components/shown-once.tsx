import './field.css';
import './shown-once.css';
import { useBlocker } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { CopyButton } from './copy-button.tsx';

/**
 * Whether what is shown once was copied. Who leaves without is asked, once: by closing, by going elsewhere in the
 * pages, or by leaving them.
 */
export function useShownOnce(isShown: boolean) {
  const [isCopied, setCopied] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const isUnsaved = isShown && !isCopied;
  const asked = useRef(false);
  const ask = () => {
    if (!isUnsaved || asked.current) return false;
    asked.current = true;
    setAsking(true);
    return true;
  };
  useBlocker({ shouldBlockFn: ask, enableBeforeUnload: () => isUnsaved, disabled: !isUnsaved });
  return { isAsking: isAsking && isUnsaved, ask, onCopied: () => setCopied(true) };
}

interface SecretProps {
  readonly label: string;
  readonly text: string;
  readonly hint?: string;
  /** The one that is to be copied, beside others that may. */
  readonly isMain?: boolean;
  readonly onCopied?: () => void;
}

/** A text, whole, with a button that copies it. */
export function Secret({ label, text, hint, isMain, onCopied }: SecretProps) {
  return (
    <div className="secret">
      <span className="field-label">{label}</span>
      <div className="secret-line">
        <code className="secret-text">{text}</code>
        <CopyButton
          text={text}
          label={label}
          variant={isMain ? 'primary' : 'secondary'}
          autoFocus={isMain}
          {...(onCopied === undefined ? {} : { onCopied })}
        />
      </div>
      {hint !== undefined && <span className="field-hint">{hint}</span>}
    </div>
  );
}
