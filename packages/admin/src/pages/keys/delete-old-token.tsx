import { Trash2 } from 'lucide-react';
import { call } from '../../api/call.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { Notice } from '../../components/notice.tsx';
import { showToast } from '../../components/show-toast.ts';
import { useText } from '../../text/use-text.tsx';
import type { KeyDialogProps } from './key-dialog.ts';
import { TakeAwayDialog } from './take-away-dialog.tsx';
import { useRenewalEnd } from './use-renewal-end.tsx';

/** Ends a renewal: only the new token is left. */
export function DeleteOldToken({ apiKey, onClose }: KeyDialogProps) {
  const t = useText();
  const { run, isRunning, failure, notice, renewal } = useRenewalEnd(apiKey, async (account, which) => {
    await call(
      'POST /api/v1/accounts/{account}/keys/{key}/renewal/finish',
      { path: { account, key: apiKey.id }, body: { when: 'now', ...which } },
      { idempotencyKey: newIdempotencyKey() },
    );
    showToast(t('keys.finished', { name: apiKey.label }));
  });
  return (
    <TakeAwayDialog
      apiKey={apiKey}
      onClose={onClose}
      icon={Trash2}
      change="finish"
      token="old"
      title="keys.finishTitle"
      effect="keys.finishEffect"
      confirm="keys.finishConfirm"
      isFinal
      warning={
        <>
          {notice}
          {renewal?.link === 'unopened' && <Notice tone="warn">{t('keys.linkNotOpened')}</Notice>}
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
