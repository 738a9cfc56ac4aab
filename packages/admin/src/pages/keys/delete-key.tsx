import { Trash2 } from 'lucide-react';
import { call } from '../../api/call.ts';
import { Button } from '../../components/button.tsx';
import { showToast } from '../../components/show-toast.ts';
import { useText } from '../../text/use-text.tsx';
import { useKeyStatus } from './deactivate-key.tsx';
import type { KeyDialogProps } from './key-dialog.ts';
import { TakeAwayDialog } from './take-away-dialog.tsx';
import { useKeyChange } from './use-key-change.ts';

/** Deletes a key for good; offers to deactivate it instead. */
export function DeleteKey({ apiKey, onClose }: KeyDialogProps) {
  const t = useText();
  const status = useKeyStatus();
  const { run, isRunning, failure } = useKeyChange(async (account) => {
    await call('DELETE /api/v1/accounts/{account}/keys/{key}', { path: { account, key: apiKey.id } });
    showToast(t('keys.deleted', { name: apiKey.label }));
  });
  const deactivate = (
    <Button
      isPending={status.isRunning}
      onPress={async () => {
        if (await status.run(apiKey, false)) onClose();
      }}
    >
      {t('keys.deactivate')}
    </Button>
  );
  return (
    <TakeAwayDialog
      apiKey={apiKey}
      onClose={onClose}
      icon={Trash2}
      change="delete"
      title="keys.deleteTitle"
      effect={apiKey.isActive ? 'keys.deleteEffect' : 'keys.deleteEffectInactive'}
      confirm="keys.deleteConfirm"
      isFinal
      needsTick
      instead={apiKey.isActive && deactivate}
      failure={failure ?? status.failure}
      isRunning={isRunning}
      onConfirm={async () => {
        if (await run()) onClose();
      }}
    />
  );
}
