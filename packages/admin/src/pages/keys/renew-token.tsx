import { RefreshCw, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { CreatedKey } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { Dialog, SideSheet } from '../../components/dialog.tsx';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { RadioGroup } from '../../components/radio-group.tsx';
import { rowFocus } from '../../components/row-focus.ts';
import { showToast } from '../../components/show-toast.ts';
import { useShownOnce } from '../../components/shown-once.tsx';
import { useText } from '../../text/use-text.tsx';
import { DeliveredSecret } from './delivered-secret.tsx';
import { type Delivery, DeliveryChoice } from './delivery-choice.tsx';
import type { KeyDialogProps } from './key-dialog.ts';
import { KeyEvidence } from './key-evidence.tsx';
import { TokenUses } from './token-uses.tsx';
import { useKeyChange } from './use-key-change.ts';

/** Gives a key a second token, and asks what becomes of the first; who leaves before has chosen *Later*. */
export function RenewToken({ apiKey, onClose }: KeyDialogProps) {
  const t = useText();
  const [delivery, setDelivery] = useState<Delivery>('token');
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const [startedAt, setStartedAt] = useState<string>();
  const [when, setWhen] = useState<'later' | 'now'>('later');
  const [keys] = useState(() => ({ renew: newIdempotencyKey(), finish: newIdempotencyKey() }));
  const renew = useKeyChange(async (account) => {
    const path = { account, key: apiKey.id };
    const options = { idempotencyKey: keys.renew };
    setCreated(await call('POST /api/v1/accounts/{account}/keys/{key}/renewal', { path, body: { delivery } }, options));
    // So that no later renewal is finished from here. The token is shown in any case.
    const key = await call('GET /api/v1/accounts/{account}/keys/{key}', { path }).catch(() => null);
    setStartedAt(key?.renewal?.startedAt);
  });
  const finish = useKeyChange(async (account) => {
    const path = { account, key: apiKey.id };
    const when = delivery === 'link' ? 'opened' : 'now';
    const body = { when, ...(startedAt === undefined ? {} : { startedAt }) } as const;
    const options = { idempotencyKey: keys.finish };
    await call('POST /api/v1/accounts/{account}/keys/{key}/renewal/finish', { path, body }, options);
    showToast(t(delivery === 'link' ? 'keys.finishesWhenOpened' : 'keys.finished', { name: apiKey.label }));
  });
  const shown = useShownOnce(created !== null);
  const close = () => {
    if (!shown.ask()) onClose();
  };
  const shared = { subject: apiKey.label, returnFocus: () => rowFocus(apiKey.id) };

  if (created === null) {
    return (
      <SideSheet
        key="ask"
        {...shared}
        title={t('keys.renewTitle')}
        icon={RefreshCw}
        onClose={onClose}
        footer={
          <>
            <CancelButton onPress={onClose} />
            <Button variant="primary" autoFocus isPending={renew.isRunning} onPress={() => void renew.run()}>
              {t('keys.renew')}
            </Button>
          </>
        }
      >
        <p>{t('keys.renewEffect')}</p>
        <TokenUses tokens={apiKey.tokens} />
        <DeliveryChoice value={delivery} onChange={setDelivery} />
        {!apiKey.isActive && <Notice tone="info">{t('keys.renewInactive')}</Notice>}
        <FailureNotice failure={renew.failure} />
      </SideSheet>
    );
  }
  const complete = async () => {
    if (shown.ask()) return;
    if (when === 'later' || (await finish.run())) onClose();
  };
  return (
    <Dialog
      key="created"
      {...shared}
      title={t('keys.renewedTitle')}
      icon={ShieldCheck}
      tone="good"
      onClose={close}
      footer={
        <Button isPending={finish.isRunning} onPress={() => void complete()}>
          {t('keys.complete')}
        </Button>
      }
    >
      <DeliveredSecret created={created} isAsking={shown.isAsking} onCopied={shown.onCopied} />
      <RadioGroup
        label={t('keys.deleteOld')}
        value={when}
        onChange={setWhen}
        choices={[
          { value: 'later', text: t('keys.later'), hint: t('keys.laterHint') },
          { value: 'now', text: t('keys.now'), hint: t(delivery === 'link' ? 'keys.nowLinkHint' : 'keys.nowHint') },
        ]}
      />
      {when === 'now' && <KeyEvidence keyId={apiKey.id} change="finish" token="old" />}
      <FailureNotice failure={finish.failure} />
    </Dialog>
  );
}
