import { CirclePause, CirclePlay, Pencil, RefreshCw } from 'lucide-react';
import type { Key } from '../../api/api-types.ts';
import { Button } from '../../components/button.tsx';
import { useSharedMenu } from '../../components/menu.tsx';
import { MenuButton } from '../../components/menu-column.tsx';
import { useText } from '../../text/use-text.tsx';
import { KeyMenu } from './key-menu.tsx';
import type { KeyActs } from './use-key-acts.tsx';

/** What is done with a key most, in sight on its own page, and the menu that it has in the list. */
export function KeyActions({ apiKey, acts }: { readonly apiKey: Key; readonly acts: KeyActs }) {
  const t = useText();
  const menu = useSharedMenu<Key>();
  const { act, activate, isActivating, refusals } = acts;
  return (
    <div className="key-actions" data-row={apiKey.id}>
      {apiKey.renewal === null && (
        <Button icon={RefreshCw} disabledReason={refusals.renew} onPress={() => act('renew')}>
          {t('keys.renew')}
        </Button>
      )}
      {apiKey.isActive ? (
        <Button icon={CirclePause} disabledReason={refusals.edit} onPress={() => act('deactivate')}>
          {t('keys.deactivate')}
        </Button>
      ) : (
        <Button icon={CirclePlay} disabledReason={refusals.edit} isPending={isActivating} onPress={activate}>
          {t('keys.activate')}
        </Button>
      )}
      <Button icon={Pencil} disabledReason={refusals.edit} onPress={() => act('edit')}>
        {t('keys.edit')}
      </Button>
      <MenuButton name={apiKey.label} onOpen={(trigger) => menu.open(apiKey, trigger)} isFramed />
      <KeyMenu apiKey={menu.subject} trigger={menu.trigger} onClose={menu.close} onAct={act} onActivate={activate} />
      {acts.dialog}
    </div>
  );
}
