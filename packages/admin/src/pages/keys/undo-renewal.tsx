import { Undo2 } from 'lucide-react';
import { call } from '../../api/call.ts';
import { Notice } from '../../components/notice.tsx';
import { showToast } from '../../components/show-toast.ts';
import { useText } from '../../text/use-text.tsx';
import type { KeyDialogProps } from './key-dialog.ts';
import { TakeAwayDialog } from './take-away-dialog.tsx';
import { useRenewalEnd } from './use-renewal-end.tsx';

/** Takes the new token back, as long as the old one is there. */
export function UndoRenewal({ apiKey, onClose }: KeyDialogProps) {
  const t = useText();
  const { run, isRunning, failure, notice, renewal } = useRenewalEnd(apiKey, async (account, which) => {
    const path = { account, key: apiKey.id };
    await call('DELETE /api/v1/accounts/{account}/keys/{key}/renewal', { path }, { query: which });
    showToast(t('keys.undone', { name: apiKey.label }));
  });
  return (
    <TakeAwayDialog
      apiKey={apiKey}
      onClose={onClose}
      icon={Undo2}
      change="undo"
      token="new"
      title="keys.undoTitle"
      effect="keys.undoEffect"
      confirm="keys.undoConfirm"
      warning={
        <>
          {notice}
          {renewal?.link === 'opened' && <Notice tone="warn">{t('keys.linkWasOpened')}</Notice>}
        </>
      }
      failure={failure}
      isRunning={isRunning}
      onConfirm={async () => {
        if (await run()) onClose();
      }}
    />
  );
}
