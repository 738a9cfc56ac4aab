import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ChangedRole, Resource, RoleInList } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import { roleQuery } from '../../api/roles.ts';
import { useAction } from '../../api/use-action.ts';
import { showToast } from '../../components/toast.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { useText } from '../../text/use-text.tsx';
import { BuilderForm } from './builder-form.tsx';
import { useBuilderState } from './builder-state.ts';
import { EffectDialog } from './effect-dialog.tsx';
import { isHeld } from './use-role-texts.ts';

interface EditRoleProps {
  readonly role: RoleInList;
  readonly resources: readonly Resource[];
}

/** Changes name and resources; where somebody has the role, says first what that changes for whom. */
export function EditRole({ role, resources }: EditRoleProps) {
  const t = useText();
  const { name: account } = useAccount();
  const queryClient = useQueryClient();
  const state = useBuilderState(role);
  const [effect, setEffect] = useState<ChangedRole['effect'] | null>(null);
  const change = async (dryRun: boolean) => {
    const name = state.name.trim();
    const body = {
      ...(name === role.name ? {} : { name }),
      ...(state.areResourcesChanged ? { resources: [...state.chosen] } : {}),
    };
    const path = { account, role: role.id };
    return await call('PATCH /api/v1/accounts/{account}/roles/{role}', { path, body }, { query: { dryRun } });
  };
  const save = useAction(async () => {
    const { effect: done, ...saved } = await change(false);
    // Known before anything is read again: whoever leaves now has nothing left to save.
    queryClient.setQueryData(roleQuery(account, role.id).queryKey, { ...saved, holders: done.holders });
    setEffect(null);
    showToast(t('common.saved'));
    await queryClient.invalidateQueries({ queryKey: [account] });
  });
  const review = useAction(async () => {
    const tried = await change(true);
    if (state.areResourcesChanged && isHeld(tried.effect.holders)) setEffect(tried.effect);
    else await save.run();
  });
  // What trying let through may still be refused.
  const failure = review.failure ?? (effect === null ? save.failure : null);
  const shown = { ...review, failure, isRunning: review.isRunning || save.isRunning };
  return (
    <>
      <BuilderForm resources={resources} state={state} isEdit save={shown} submitText={t('common.save')} />
      {effect !== null && (
        <EffectDialog
          roleName={role.name}
          effect={effect}
          resources={resources}
          save={save}
          onClose={() => setEffect(null)}
        />
      )}
    </>
  );
}
