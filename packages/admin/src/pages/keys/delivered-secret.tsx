import { useEffect, useRef } from 'react';
import type { CreatedKey } from '../../api/api-types.ts';
import { Notice } from '../../components/notice.tsx';
import { Secret } from '../../components/shown-once.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { UseIt } from './use-it.tsx';

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
  const hint = t(isLink ? 'keys.passOn' : 'keys.store');
  return (
    <>
      <Notice tone="warn">
        <strong>{t(isLink ? 'keys.linkOnceTitle' : 'keys.onceTitle')}</strong>{' '}
        {isLink ? t('keys.linkOnce', { time: format.exactTime(created.link.expiresAt) }) : t('keys.once')}
      </Notice>
      <Secret label={t('keys.key')} text={created.appKey} />
      <Secret label={label} text={secret} isMain hint={hint} onCopied={onCopied} />
      {!isLink && <UseIt pair={created} onCopied={onCopied} />}
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
