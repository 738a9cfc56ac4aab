import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useText } from '../text/use-text.tsx';
import { Button, IconButton } from './button.tsx';
import './copy-button.css';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for who cannot see it: "Copy API key". */
  readonly label: string;
  /** `quiet` is an icon beside a text. Default: `secondary`. */
  readonly variant?: 'primary' | 'secondary' | 'quiet';
  readonly autoFocus?: boolean;
  readonly onCopied?: () => void;
}

const confirmedMs = 4000;

/** Copies, and says so. Where the browser does not let it, it says that instead. */
export function CopyButton({ text, label, variant = 'secondary', autoFocus, onCopied }: CopyButtonProps) {
  const t = useText();
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), confirmedMs);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
      onCopied?.();
    } catch {
      setState('failed');
    }
  };
  const words = { idle: t('common.copy'), copied: t('common.copied'), failed: t('common.copyFailed') }[state];
  const icon = state === 'copied' ? Check : Copy;
  return (
    <>
      {variant === 'quiet' ? (
        <span className="quiet-copy">
          <IconButton icon={icon} label={state === 'idle' ? label : words} onPress={copy} />
        </span>
      ) : (
        <Button variant={variant} icon={icon} autoFocus={autoFocus} onPress={copy}>
          {words}
          <span className="visually-hidden"> {label}</span>
        </Button>
      )}
      <span role="status" className="visually-hidden">
        {state === 'idle' ? '' : words}
      </span>
    </>
  );
}
