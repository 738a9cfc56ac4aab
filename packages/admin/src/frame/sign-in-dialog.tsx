import './outside.css';
import { useQueryClient } from '@tanstack/react-query';
import { LockKeyhole } from 'lucide-react';
import { sessionQuery } from '../api/session.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { useText } from '../text/use-text.tsx';
import { SignInForm } from './sign-in-form.tsx';

interface SignInDialogProps {
  readonly onClose: () => void;
  /** For somebody else, or without what was entered: to the page for it. */
  readonly onLeave: () => void;
}

/** Over a page with something that would be lost: only who has entered it signs in here. */
export function SignInDialog({ onClose, onLeave }: SignInDialogProps) {
  const t = useText();
  const queryClient = useQueryClient();
  const email = queryClient.getQueryData(sessionQuery.queryKey)?.user.email ?? '';
  const onSignedIn = () => {
    onClose();
    // What was refused meanwhile is read again.
    void queryClient.invalidateQueries();
  };
  return (
    <Dialog
      title={t('signIn.over')}
      icon={LockKeyhole}
      tone="warn"
      onClose={onClose}
      footer={
        <Button variant="quiet" onPress={onLeave}>
          {t('signIn.somebodyElse')}
        </Button>
      }
    >
      <p>{t('signIn.kept')}</p>
      <div className="sign-in-again">
        <SignInForm email={email} onSignedIn={onSignedIn} />
      </div>
    </Dialog>
  );
}
