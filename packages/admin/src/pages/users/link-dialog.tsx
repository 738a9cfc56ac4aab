import type { SetupLink } from '../../api/api-types.ts';
import { Button, type Icon } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Notice } from '../../components/notice.tsx';
import { Secret, useShownOnce } from '../../components/shown-once.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { type LinkPurpose, linkTexts } from './link-texts.ts';

interface LinkDialogProps {
  readonly purpose: LinkPurpose;
  readonly email: string;
  readonly icon: Icon;
  readonly link: SetupLink;
  readonly onClose: () => void;
  readonly returnFocus?: () => HTMLElement | null;
}

/** A link to hand over: shown once, and kept nowhere. */
export function LinkDialog({ purpose, email, icon, link, onClose, returnFocus }: LinkDialogProps) {
  const t = useText();
  const { exactTime } = useFormat();
  const { isAsking, ask, onCopied } = useShownOnce(true);
  const close = () => {
    if (!ask()) onClose();
  };
  return (
    <Dialog
      title={t(linkTexts[purpose].ready)}
      subject={email}
      icon={icon}
      tone="good"
      onClose={close}
      returnFocus={returnFocus}
      footer={<Button onPress={close}>{t('common.close')}</Button>}
    >
      <Notice tone="warn">{t('users.linkOnce', { time: exactTime(link.expiresAt) })}</Notice>
      <Secret
        label={t('users.link')}
        text={link.url}
        isMain
        hint={t('users.linkHint', { email })}
        onCopied={onCopied}
      />
      {isAsking && (
        <Notice tone="bad" isAlert>
          {t('keys.linkNotCopied')}
        </Notice>
      )}
    </Dialog>
  );
}
