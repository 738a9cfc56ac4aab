import './toast.css';
import { CircleCheck, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { type Text, useText } from '../text/use-text.tsx';

const shownMs = 6000;

/** The place for a toast, once there is one: see `show-toast.ts`. */
export const toasts: { show?: (text: string) => void; t?: Text } = {};

/** Where the toast appears; once, around everything. It is read out, and stays while it has the pointer or focus. */
export function Toasts() {
  const t = useText();
  const [text, setText] = useState('');
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    toasts.show = setText;
    toasts.t = t;
  }, [t]);
  useEffect(() => {
    if (text === '' || isHeld) return;
    const timer = setTimeout(() => setText(''), shownMs);
    return () => clearTimeout(timer);
  }, [text, isHeld]);
  return (
    <output
      className="toasts"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {text !== '' && (
        <span className="toast" data-react-aria-top-layer="true">
          <CircleCheck size={16} aria-hidden />
          <span className="toast-content">{text}</span>
          <Button className="toast-close" aria-label={t('common.close')} onPress={() => setText('')}>
            <X size={16} aria-hidden />
          </Button>
        </span>
      )}
    </output>
  );
}
