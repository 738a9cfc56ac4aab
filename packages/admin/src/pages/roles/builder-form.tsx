import { type ComponentProps, type FormEvent, type ReactNode, useMemo } from 'react';
import type { Resource } from '../../api/api-types.ts';
import { CallFailure } from '../../api/call.ts';
import type { Action } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { ChangedMeanwhile } from '../../components/changed-meanwhile.tsx';
import { LeaveQuestion } from '../../components/leave-question.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useText } from '../../text/use-text.tsx';
import type { BuilderState } from './builder-state.ts';
import { BuilderSummary } from './builder-summary.tsx';
import { RoleBuilder } from './role-builder.tsx';

interface BuilderFormProps {
  readonly resources: readonly Resource[];
  readonly state: BuilderState;
  readonly isEdit: boolean;
  readonly save: Action<[]>;
  readonly submitText: string;
  /** What somebody else has changed meanwhile. */
  readonly changes?: ComponentProps<typeof ChangedMeanwhile>['changes'];
  /** Over the summary's buttons. */
  readonly children?: ReactNode;
}

/** The name of a role, its resources, and a summary that stays in sight. */
export function BuilderForm({ resources, state, isEdit, save, submitText, changes = [], children }: BuilderFormProps) {
  const t = useText();
  const byKey = useMemo(() => new Map(resources.map((each) => [each.key, each])), [resources]);
  const { failure } = save;
  const isNameTaken = failure instanceof CallFailure && failure.code === 'role_name_taken';
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void save.run();
  };
  return (
    <form className="builder-form" onSubmit={onSubmit}>
      <div className="builder-name">
        <TextField
          label={t('roles.name')}
          value={state.name}
          onChange={state.setName}
          maxLength={100}
          isRequired
          error={isNameTaken ? t('roles.nameTaken') : undefined}
          autoFocus={!isEdit}
        />
      </div>
      <RoleBuilder resources={resources} state={state} />
      <LeaveQuestion isUnsaved={state.isTouched} />
      <aside className="builder-summary" aria-label={t('roles.summary')}>
        <BuilderSummary state={state} byKey={byKey} isEdit={isEdit} />
        {!isNameTaken && <ChangedMeanwhile failure={failure} changes={changes} />}
        <div className="builder-buttons">
          {children}
          <Button
            variant="primary"
            type="submit"
            isPending={save.isRunning}
            disabledReason={state.chosen.size === 0 ? t('roles.chooseOne') : undefined}
            isDisabled={!state.isChanged}
          >
            {submitText}
          </Button>
        </div>
      </aside>
    </form>
  );
}
