import { CirclePause, CirclePlay, Pencil, RefreshCw, Trash2, Undo2 } from 'lucide-react';
import type { Key } from '../../api/api-types.ts';
import { Menu, type MenuEntry, type MenuGroup } from '../../components/menu.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { type Text, useText } from '../../text/use-text.tsx';
import type { KeyAct } from './key-dialog.ts';

interface KeyMenuProps {
  readonly apiKey: Key | null;
  readonly trigger: HTMLElement | null;
  readonly onClose: () => void;
  readonly onAct: (act: KeyAct, key: Key) => void;
  readonly onActivate: (key: Key) => void;
}

/** What can be done with a key: one menu for all the rows. */
export function KeyMenu({ apiKey, trigger, onClose, onAct, onActivate }: KeyMenuProps) {
  const t = useText();
  const { holds } = useAccount();
  if (apiKey === null) return null;
  const reasons = {
    edit: holds('EditApiKeys') ? undefined : t('common.needs', { resource: 'EditApiKeys' }),
    renew: holds('RenewApiToken') ? undefined : t('common.needs', { resource: 'RenewApiToken' }),
  };
  const entry = (id: KeyAct): Pick<MenuEntry, 'id' | 'onAction'> => ({ id, onAction: () => onAct(id, apiKey) });
  const groups: MenuGroup[] = [
    [
      { ...entry('edit'), text: t('keys.edit'), icon: Pencil, disabledReason: reasons.edit },
      apiKey.isActive
        ? { ...entry('deactivate'), text: t('keys.deactivate'), icon: CirclePause, disabledReason: reasons.edit }
        : {
            id: 'activate',
            onAction: () => onActivate(apiKey),
            text: t('keys.activate'),
            icon: CirclePlay,
            disabledReason: reasons.edit,
          },
    ],
    renewalEntries(apiKey, t, reasons.renew).map((each) => ({ ...entry(each.act), ...each })),
    [{ ...entry('delete'), text: t('keys.delete'), icon: Trash2, isDanger: true, disabledReason: reasons.edit }],
  ];
  return (
    <Menu label={t('common.actionsFor', { name: apiKey.label })} groups={groups} trigger={trigger} onClose={onClose} />
  );
}

/** A renewal can be started, or ended in two ways; one whose link nobody can open any more can be started again. */
function renewalEntries(
  { renewal }: Key,
  t: Text,
  missing: string | undefined,
): readonly (Pick<MenuEntry, 'text' | 'icon' | 'disabledReason'> & { readonly act: KeyAct })[] {
  const renew = { act: 'renew', text: t('keys.renew'), icon: RefreshCw, disabledReason: missing } as const;
  if (renewal === null) return [renew];
  const isLost = renewal.link === 'expired';
  return [
    ...(isLost ? [renew] : []),
    { act: 'undo', text: t('keys.undo'), icon: Undo2, disabledReason: missing },
    {
      act: 'finish',
      text: t('keys.finish'),
      icon: Trash2,
      disabledReason: missing ?? (isLost ? t('keys.linkExpired') : undefined),
    },
  ];
}
