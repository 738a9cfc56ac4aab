import { ClockAlert } from 'lucide-react';
import type { ChangedSettings } from '../../api/api-types.ts';
import type { Action } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';

interface ConfirmEnforcementProps {
  /** What the change was found to do when it was tried. */
  readonly outcome: ChangedSettings;
  readonly action: Action<[]>;
  readonly onClose: () => void;
}

/** Asks before tokens are denied by age, and says how many keys that concerns at once. */
export function ConfirmEnforcement({ outcome, action, onClose }: ConfirmEnforcementProps) {
  const t = useText();
  const { number } = useFormat();
  const { renewalPeriodMonths, warning } = outcome;
  const { keysDenied = 0, keysPartlyDenied = 0 } = warning ?? {};
  return (
    <Dialog
      title={t('settings.confirmTitle')}
      icon={ClockAlert}
      tone={warning === null ? 'warn' : 'bad'}
      isAlert
      onClose={onClose}
      footer={
        <>
          <CancelButton onPress={onClose} autoFocus />
          <Button
            variant={warning === null ? 'primary' : 'danger'}
            isPending={action.isRunning}
            onPress={() => void action.run()}
          >
            {t('settings.confirm')}
          </Button>
        </>
      }
    >
      <p>{t('settings.confirmHint', { months: renewalPeriodMonths })}</p>
      {warning === null ? (
        <Notice tone="info">{t('settings.deniesNone')}</Notice>
      ) : (
        <Notice tone="bad">
          {keysDenied > 0 && <p>{t('settings.denies', { count: keysDenied, shown: number(keysDenied) })}</p>}
          {keysPartlyDenied > 0 && (
            <p>{t('settings.deniesOld', { count: keysPartlyDenied, shown: number(keysPartlyDenied) })}</p>
          )}
          <p>{t('settings.deniesAdvice')}</p>
        </Notice>
      )}
      <FailureNotice failure={action.failure} />
    </Dialog>
  );
}
