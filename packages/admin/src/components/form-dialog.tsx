import { useState } from 'react';
import { Dialog, type DialogProps } from './dialog.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { LeaveQuestion } from './leave-question.tsx';

interface FormDialogProps extends Omit<DialogProps, 'isAlert'> {
  /** Whether something was entered that closing would lose. */
  readonly isUnsaved: boolean;
}

/**
 * A dialog in which something is entered: Esc, the scrim, the cross and the browser's way back ask before that is lost.
 * *Cancel* says that it may be, and does not ask.
 */
export function FormDialog({ isUnsaved, ...dialog }: FormDialogProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Dialog {...dialog} onClose={() => (isUnsaved ? setAsking(true) : dialog.onClose())} />
      <LeaveQuestion isUnsaved={isUnsaved} />
      {isAsking && <LeaveDialog onStay={() => setAsking(false)} onLeave={dialog.onClose} />}
    </>
  );
}

/** The same at the edge of the page; from below on a phone. */
export function FormSheet(props: Omit<FormDialogProps, 'place'>) {
  return <FormDialog {...props} place="side" />;
}
