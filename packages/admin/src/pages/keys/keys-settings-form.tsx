import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ChangedSettings, Settings } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import { currentOf } from '../../api/meanwhile.ts';
import { settingsQuery } from '../../api/settings.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { LeaveQuestion } from '../../components/leave-question.tsx';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { RadioGroup } from '../../components/radio-group.tsx';
import { showToast } from '../../components/show-toast.ts';
import { useAccount } from '../../frame/use-account.ts';
import { useRefusal } from '../../frame/use-refusal.ts';
import { useText } from '../../text/use-text.tsx';
import { ConfirmEnforcement } from './confirm-enforcement.tsx';

const route = 'PUT /api/v1/accounts/{account}/settings';

/** The renewal period and whether it is enforced. What would deny keys is tried first, and asked about. */
export function KeysSettingsForm({ settings }: { readonly settings: Settings }) {
  const t = useText();
  const { name: account } = useAccount();
  const queryClient = useQueryClient();
  const refusal = useRefusal('EditApiKeysSettings');
  const [changed, setChanged] = useState<Partial<Settings>>({});
  const [question, setQuestion] = useState<ChangedSettings | null>(null);
  const wanted: Settings = { ...settings, ...changed };
  const { renewalPeriodMonths, enforceExpiry } = wanted;
  const isSame = renewalPeriodMonths === settings.renewalPeriodMonths && enforceExpiry === settings.enforceExpiry;
  const path = { account };
  const put = async (dryRun: boolean) => {
    const body = { renewalPeriodMonths, enforceExpiry };
    try {
      return await call(route, { path, body }, { query: { dryRun }, ifMatch: settings.version });
    } catch (error) {
      const now = currentOf<Settings>(error);
      // What somebody else has set is shown at once, and what was chosen here stays chosen.
      if (now !== undefined) {
        queryClient.setQueryData(settingsQuery(account).queryKey, now);
        setQuestion(null);
      }
      throw error;
    }
  };

  const save = async () => {
    const { warning: _, ...saved } = await put(false);
    queryClient.setQueryData(settingsQuery(account).queryKey, saved);
    setChanged({});
    setQuestion(null);
    showToast(t('settings.applied'));
    await queryClient.invalidateQueries({ queryKey: [account, 'keys'] });
  };
  const confirm = useAction(save);
  const apply = useAction(async () => {
    const outcome = await put(true);
    const isSwitchedOn = enforceExpiry && !settings.enforceExpiry;
    if (isSwitchedOn || outcome.warning !== null) setQuestion(outcome);
    else await save();
  });

  return (
    <div className="settings">
      <RadioGroup
        label={t('keys.duration')}
        hint={t('settings.durationHint')}
        isDisabled={refusal !== undefined}
        choices={[
          { value: '3', text: t('settings.months3') },
          { value: '6', text: t('settings.months6') },
        ]}
        value={String(renewalPeriodMonths) as '3' | '6'}
        onChange={(months) => setChanged({ ...changed, renewalPeriodMonths: months === '3' ? 3 : 6 })}
      />
      <Checkbox
        isSelected={enforceExpiry}
        isDisabled={refusal !== undefined}
        hint={t('settings.enforceHint')}
        onChange={(isOn) => setChanged({ ...changed, enforceExpiry: isOn })}
      >
        {t('settings.enforce')}
      </Checkbox>
      <Notice tone="info">{t('settings.externalHint')}</Notice>
      <FailureNotice failure={apply.failure ?? (question === null ? confirm.failure : null)} />
      <LeaveQuestion isUnsaved={!isSame} />
      <div>
        <Button
          variant="primary"
          isPending={apply.isRunning}
          isDisabled={isSame}
          disabledReason={refusal}
          onPress={() => void apply.run()}
        >
          {t('settings.apply')}
        </Button>
      </div>
      {question !== null && (
        <ConfirmEnforcement outcome={question} action={confirm} onClose={() => setQuestion(null)} />
      )}
    </div>
  );
}
