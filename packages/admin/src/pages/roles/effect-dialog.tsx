import { Minus, Plus, TriangleAlert } from 'lucide-react';
import type { ChangedRole, Resource } from '../../api/api-types.ts';
import type { Action } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { useText } from '../../text/use-text.tsx';
import { isHeld, useHolderText } from './use-role-texts.ts';

type Effect = ChangedRole['effect'];

interface EffectDialogProps {
  readonly roleName: string;
  readonly effect: Effect;
  readonly resources: readonly Resource[];
  readonly save: Action<[]>;
  readonly onClose: () => void;
}

/** Before a role is saved: for how many keys, external keys and users what becomes different. */
export function EffectDialog({ roleName, effect, resources, save, onClose }: EffectDialogProps) {
  const t = useText();
  const holderText = useHolderText();
  const isLoss = effect.lost.some(isHeld);
  const nameOf = (key: string) => resources.find((each) => each.key === key)?.name ?? key;
  return (
    <Dialog
      title={t('roles.effect')}
      subject={roleName}
      icon={TriangleAlert}
      tone={isLoss ? 'warn' : 'accent'}
      isAlert
      onClose={onClose}
      footer={
        <>
          <CancelButton onPress={onClose} />
          <Button variant="primary" autoFocus isPending={save.isRunning} onPress={() => void save.run()}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <p>
        {t('roles.effectHolders', { holders: holderText(effect.holders) })}{' '}
        {isHeld(effect.changed)
          ? t('roles.effectChanged', { holders: holderText(effect.changed) })
          : t('roles.effectNone')}
      </p>
      {isLoss && <Notice tone="warn">{t('roles.effectLoss')}</Notice>}
      <Effects title={t('roles.lost')} icon={Minus} effects={effect.lost} nameOf={nameOf} />
      <Effects title={t('roles.gained')} icon={Plus} effects={effect.gained} nameOf={nameOf} />
      <FailureNotice failure={save.failure} />
    </Dialog>
  );
}

interface EffectsProps {
  readonly title: string;
  readonly icon: typeof Minus;
  readonly effects: Effect['lost'];
  readonly nameOf: (key: string) => string;
}

function Effects({ title, icon: Icon, effects, nameOf }: EffectsProps) {
  const holderText = useHolderText();
  if (effects.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul className="effects">
        {effects.map((effect) => (
          <li key={effect.resource}>
            <Icon size={14} aria-hidden />
            <span>
              {nameOf(effect.resource)} <code className="muted">{effect.resource}</code>
            </span>
            <span className="muted">{holderText(effect)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
