import { useBlocker } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { CreatedKey } from '../../api/api-types.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Notice } from '../../components/notice.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';

/**
 * Whether what is shown once was copied. Who leaves without is asked, once: by closing, by going elsewhere in the
 * pages, or by leaving them.
 */
export function useShownOnce(isShown: boolean) {
  const [isCopied, setCopied] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const isUnsaved = isShown && !isCopied;
  const asked = useRef(false);
  const ask = () => {
    if (!isUnsaved || asked.current) return false;
    asked.current = true;
    setAsking(true);
    return true;
  };
  useBlocker({ shouldBlockFn: ask, enableBeforeUnload: () => isUnsaved, disabled: !isUnsaved });
  return { isAsking: isAsking && isUnsaved, ask, onCopied: () => setCopied(true) };
}

interface DeliveredSecretProps {
  readonly created: CreatedKey;
  readonly isAsking: boolean;
  readonly onCopied: () => void;
}

/** A new token, or the link to it: whole, once, and nowhere else in the pages. */
export function DeliveredSecret({ created, isAsking, onCopied }: DeliveredSecretProps) {
  const t = useText();
  const format = useFormat();
  const warning = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isAsking) warning.current?.scrollIntoView({ block: 'nearest' });
  }, [isAsking]);
  if ('replayed' in created) return <Notice tone="warn">{t('keys.replayed')}</Notice>;
  const isLink = 'link' in created;
  const secret = isLink ? created.link.url : created.appToken;
  const label = t(isLink ? 'keys.link' : 'keys.token');
  return (
    <>
      <Notice tone="warn">
        <strong>{t(isLink ? 'keys.linkOnceTitle' : 'keys.onceTitle')}</strong>{' '}
        {isLink ? t('keys.linkOnce', { time: format.exactTime(created.link.expiresAt) }) : t('keys.once')}
      </Notice>
      <Secret label={t('keys.key')} text={created.appKey} />
      <Secret label={label} text={secret} isMain onCopied={onCopied} />
      {isAsking && (
        <div ref={warning}>
          <Notice tone="bad" isAlert>
            {t(isLink ? 'keys.linkNotCopied' : 'keys.notCopied')}
          </Notice>
        </div>
      )}
    </>
  );
}

interface SecretProps {
  readonly label: string;
  readonly text: string;
  readonly isMain?: boolean;
  readonly onCopied?: () => void;
}

function Secret({ label, text, isMain, onCopied }: SecretProps) {
  const t = useText();
  return (
    <div className="secret">
      <span className="field-label">{label}</span>
      <div className="secret-line">
        <code className="secret-text">{text}</code>
        <CopyButton
          text={text}
          label={label}
          variant={isMain ? 'primary' : 'secondary'}
          autoFocus={isMain}
          {...(onCopied === undefined ? {} : { onCopied })}
        />
      </div>
      {isMain && <span className="field-hint">{t('keys.store')}</span>}
    </div>
  );
}
