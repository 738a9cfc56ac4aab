import { KeySquare } from 'lucide-react';
import type { Answer } from '../../api/call.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Notice } from '../../components/notice.tsx';
import { Secret } from '../../components/shown-once.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';

interface SignInCodeDialogProps {
  readonly code: Answer<'GET /api/v1/session/code'>;
  readonly onClose: () => void;
}

/** A code to type on another browser: what it is for, for whom, and until when. It is kept nowhere. */
export function SignInCodeDialog({ code: { code, email, expiresAt }, onClose }: SignInCodeDialogProps) {
  const t = useText();
  const { minute } = useFormat();
  return (
    <Dialog
      title={t('code.title')}
      subject={email}
      icon={KeySquare}
      onClose={onClose}
      footer={<Button onPress={onClose}>{t('common.close')}</Button>}
    >
      <p>{t('code.purpose')}</p>
      <Secret label={t('code.title')} text={code} isMain hint={t('code.until', { time: minute(expiresAt) })} />
      <Notice tone="info">{t('code.effect')}</Notice>
      <p className="muted">{t('code.colleague')}</p>
    </Dialog>
  );
}
