import { type ReactNode, useState } from 'react';
import type { TakingAway } from '../../api/keys.ts';
import { Button, type Icon } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { rowFocus } from '../../components/row-focus.ts';
import type { MessageId } from '../../text/load-messages.ts';
import { RichText, useText } from '../../text/use-text.tsx';
import type { KeyDialogProps } from './key-dialog.ts';
import { KeyEvidence } from './key-evidence.tsx';

interface TakeAwayDialogProps extends KeyDialogProps {
  readonly icon: Icon;
  readonly change: TakingAway;
  readonly token?: 'old' | 'new';
  readonly title: MessageId;
  /** What happens then; its `{key}` is the key string. */
  readonly effect: MessageId;
  readonly confirm: MessageId;
  /** It cannot be undone. */
  readonly isFinal?: boolean;
  /** Somebody has to tick that they understand. */
  readonly needsTick?: boolean;
  readonly warning?: ReactNode;
  /** A softer way, beside the button. */
  readonly instead?: ReactNode;
  readonly failure: unknown;
  readonly isRunning: boolean;
  readonly onConfirm: () => void;
}

/** Asks before access is taken away: names the key, says what happens, and shows how it was used until now. */
export function TakeAwayDialog(props: TakeAwayDialogProps) {
  const { apiKey, onClose, icon, change, token, title, effect, confirm, isFinal, needsTick, warning, instead } = props;
  const t = useText();
  const [isTicked, setTicked] = useState(false);
  return (
    <Dialog
      isAlert
      title={t(title)}
      subject={apiKey.label}
      icon={icon}
      tone={isFinal ? 'bad' : 'warn'}
      onClose={onClose}
      returnFocus={() => rowFocus(apiKey.id)}
      footer={
        <>
          <CancelButton onPress={onClose} />
          {instead}
          <Button
            variant={isFinal ? 'danger' : 'primary'}
            isDisabled={needsTick === true && !isTicked}
            isPending={props.isRunning}
            onPress={props.onConfirm}
          >
            {t(confirm)}
          </Button>
        </>
      }
    >
      <p>
        <RichText id={effect} values={{ key: <code>{apiKey.appKey}</code> }} />
      </p>
      {warning}
      <KeyEvidence keyId={apiKey.id} change={change} {...(token === undefined ? {} : { token })} />
      {needsTick && (
        <Checkbox isSelected={isTicked} onChange={setTicked}>
          {t('keys.understand')}
        </Checkbox>
      )}
      <FailureNotice failure={props.failure} />
    </Dialog>
  );
}
