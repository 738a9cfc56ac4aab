import { CirclePause } from 'lucide-react';
import { call } from '../../api/call.ts';
import { showToast } from '../../components/show-toast.ts';
import { useText } from '../../text/use-text.tsx';
import type { KeyDialogProps } from './key-dialog.ts';
import { TakeAwayDialog } from './take-away-dialog.tsx';
import { useKeyChange } from './use-key-change.ts';

/** Turns a key off or on; answers the action and whether it runs. */
export function useKeyStatus() {
  const t = useText();
  return useKeyChange(async (account, key: { readonly id: string; readonly label: string }, isActive: boolean) => {
    await call('PATCH /api/v1/accounts/{account}/keys/{key}', { path: { account, key: key.id }, body: { isActive } });
    showToast(t(isActive ? 'keys.activated' : 'keys.deactivated', { name: key.label }));
  });
}

export function DeactivateKey({ apiKey, onClose }: KeyDialogProps) {
  const { run, isRunning, failure } = useKeyStatus();
  return (
    <TakeAwayDialog
      apiKey={apiKey}
      onClose={onClose}
      icon={CirclePause}
      change="deactivate"
      title="keys.deactivateTitle"
      effect={apiKey.renewal === null ? 'keys.deactivateEffect' : 'keys.deactivateEffectBoth'}
      confirm="keys.deactivate"
      failure={failure}
      isRunning={isRunning}
      onConfirm={async () => {
        if (await run(apiKey, false)) onClose();
      }}
    />
  );
}
