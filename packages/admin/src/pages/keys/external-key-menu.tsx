import { Pencil, X } from 'lucide-react';
import { useState } from 'react';
import type { ExternalKey } from '../../api/api-types.ts';
import { Menu, type useSharedMenu } from '../../components/menu.tsx';
import { useRefusal } from '../../frame/use-refusal.ts';
import { useText } from '../../text/use-text.tsx';
import { EditExternalKey } from './edit-external-key.tsx';
import { RemoveExternalKey } from './remove-external-key.tsx';

interface OpenDialog {
  readonly what: 'edit' | 'remove';
  readonly externalKey: ExternalKey;
}

/** What can be done with an external key: the menu of its row, and the dialogs that it opens. */
export function ExternalKeyMenu({ menu }: { readonly menu: ReturnType<typeof useSharedMenu<ExternalKey>> }) {
  const t = useText();
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const refusal = useRefusal('EditApiKeys');
  const externalKey = menu.subject;
  const close = () => setDialog(null);
  const show = (what: OpenDialog['what']) => () => externalKey !== null && setDialog({ what, externalKey });
  const isDeleted = externalKey?.status === 'deleted_by_owner';
  return (
    <>
      <Menu
        label={t('common.actionsFor', { name: externalKey?.appKey ?? '' })}
        trigger={menu.trigger}
        onClose={menu.close}
        groups={[
          [
            {
              id: 'edit',
              text: t('keys.edit'),
              icon: Pencil,
              onAction: show('edit'),
              disabledReason: refusal ?? (isDeleted ? t('external.onlyRemove') : undefined),
            },
          ],
          [
            {
              id: 'remove',
              text: t('external.remove'),
              icon: X,
              isDanger: true,
              onAction: show('remove'),
              disabledReason: refusal,
            },
          ],
        ]}
      />
      {dialog?.what === 'edit' && <EditExternalKey externalKey={dialog.externalKey} onClose={close} />}
      {dialog?.what === 'remove' && <RemoveExternalKey externalKey={dialog.externalKey} onClose={close} />}
    </>
  );
}
