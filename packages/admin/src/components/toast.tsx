import './toast.css';
import { CircleCheck, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useText } from '../text/use-text.tsx';

const shownMs = 6000;

let show: (text: string) => void = () => undefined;

/** Says for some seconds that something was done. Nothing that somebody has to read or keep. */
export function showToast(text: string): void {
  show(text);
}

/** Where the toast appears; once, around everything. It is read out, and stays while it has the pointer or focus. */
export function Toasts() {
  const t = useText();
  const [text, setText] = useState('');
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    show = setText;
  }, []);
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
