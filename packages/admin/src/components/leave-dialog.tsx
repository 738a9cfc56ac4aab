import { TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useText } from '../text/use-text.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface LeaveDialogProps {
  readonly onStay: () => void;
  readonly onLeave: () => void;
}

/** Whether to give up what was changed and not saved. */
export function LeaveDialog({ onStay, onLeave }: LeaveDialogProps) {
  const t = useText();
  // Enter on a link is a click to React Aria, whose `autoFocus` then waits, and gives way to the dialog's own.
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => stay.current?.focus(), []);
  return (
    <Dialog
      title={t('leave.title')}
      icon={TriangleAlert}
      tone="warn"
      isAlert
      onClose={onStay}
      footer={
        <>
          <Button onPress={onLeave}>{t('leave.leave')}</Button>
          <Button ref={stay} variant="primary" onPress={onStay}>
            {t('leave.stay')}
          </Button>
        </>
      }
    >
      <p>{t('leave.hint')}</p>
    </Dialog>
  );
}
