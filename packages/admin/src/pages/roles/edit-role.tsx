import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ChangedRole, Resource, Role, RoleInList } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import { currentOf, differencesBetween, type Edited, useEdited } from '../../api/meanwhile.ts';
import { roleQuery } from '../../api/roles.ts';
import { useAction } from '../../api/use-action.ts';
import { showToast } from '../../components/show-toast.ts';
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
  const edited: Edited<Role> = useEdited<Role>(role, {
    formOf: ({ name, resources: keys }) => [name, keys],
    rebase: (before, now) => state.rebase(before, now),
  });
  const { seen, former, send, look, accept } = edited;
  const state = useBuilderState({ ...role, ...seen });
  // Read again, on coming back to the window for example: what was changed here stays.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another version is a reason to look
  useEffect(() => void look(role), [role.version]);
  const [effect, setEffect] = useState<ChangedRole['effect'] | null>(null);
  const change = async (dryRun: boolean) => {
    const name = state.name.trim();
    const path = { account, role: role.id };
    return await send(async ({ name: called, resources: held, version }) => {
      const body = {
        ...(name === called ? {} : { name }),
        ...(state.areResourcesChanged ? { resources: differencesBetween(held, state.chosen) } : {}),
      };
      const options = { query: { dryRun }, ifMatch: version };
      return await call('PATCH /api/v1/accounts/{account}/roles/{role}', { path, body }, options);
    });
  };
  const save = useAction(async () => {
    const { effect: done, ...saved } = await change(false).catch((error: unknown) => {
      // What it would change for whom has to be asked again.
      if (currentOf(error) !== undefined) setEffect(null);
      throw error;
    });
    accept(saved);
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
      <BuilderForm
        resources={resources}
        state={state}
        isEdit
        save={shown}
        submitText={t('common.save')}
        changes={[
          former !== null && former.name !== seen.name && { field: t('roles.name'), value: seen.name },
          former !== null &&
            former.resources.join() !== seen.resources.join() && {
              field: t('roles.resources'),
              value: differenceText(former.resources, seen.resources),
            },
        ]}
      />
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

/** What came and went, in every language alike. */
function differenceText(before: readonly string[], now: readonly string[]): string {
  const { add, remove } = differencesBetween(before, now);
  return [...add.map((key) => `+ ${key}`), ...remove.map((key) => `− ${key}`)].join(', ');
}
