import { type ReactNode, useState } from 'react';
import type { Key } from '../../api/api-types.ts';
import { currentOf } from '../../api/meanwhile.ts';
import { Notice } from '../../components/notice.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { useKeyChange } from './use-key-change.ts';

interface RenewalEnd {
  readonly run: () => Promise<boolean>;
  readonly isRunning: boolean;
  readonly failure: unknown;
  /** That it is another renewal by now, which may be meant, too. */
  readonly notice: ReactNode;
  /** The one that `run` ends. */
  readonly renewal: Key['renewal'];
}

/** Ends the renewal that is on the screen, and no later one: of that one it is told, and it is ended if confirmed again. */
export function useRenewalEnd(
  apiKey: Key,
  end: (account: string, renewal: { readonly startedAt?: string }) => Promise<void>,
): RenewalEnd {
  const t = useText();
  const { exactTime } = useFormat();
  const [renewal, setRenewal] = useState(apiKey.renewal);
  const { run, isRunning, failure } = useKeyChange(async (account) => {
    try {
      await end(account, renewal === null ? {} : { startedAt: renewal.startedAt });
    } catch (error) {
      const now = currentOf<Key>(error);
      if (now !== undefined) setRenewal(now.renewal);
      throw error;
    }
  });
  const isOther = currentOf<Key>(failure) !== undefined && renewal !== null;
  const notice = isOther && (
    <Notice tone="warn" isAlert>
      {t('keys.otherRenewal', { time: exactTime(renewal.startedAt) })}
    </Notice>
  );
  return { run, isRunning, failure: isOther ? null : failure, notice, renewal };
}
