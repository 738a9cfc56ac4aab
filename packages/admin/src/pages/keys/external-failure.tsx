import { type RefObject, useEffect, useRef } from 'react';
import { CallFailure } from '../../api/call.ts';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { useText } from '../../text/use-text.tsx';

/** What the API says against an external key, sorted to where it is to be shown. */
export interface ExternalWrong {
  readonly appKey?: string;
  readonly roles?: string;
  readonly lastDay?: string;
  /** Above the form. */
  readonly notice?: string;
  /** None of these. */
  readonly other?: unknown;
}

/**
 * A failure of adding or changing an external key. For a key string that does not exist, was deleted or is one's own,
 * the API has a single answer, and so has this page.
 */
export function useExternalFailure(failure: unknown): ExternalWrong {
  const t = useText();
  if (!(failure instanceof CallFailure)) return { other: failure };
  switch (failure.code) {
    case 'not_found':
      return { appKey: t('external.unknown') };
    case 'external_key_exists':
      return { appKey: t('external.exists') };
    case 'too_many_unknown_keys':
      return { notice: t('external.tooOften', { minutes: Math.ceil((failure.retryAfterSeconds ?? 60) / 60) }) };
    case 'above_own_rights':
      return { roles: t('external.ownerOnly') };
    case 'external_key_deleted':
      return { notice: t('external.onlyRemove') };
    case 'invalid_request':
      return failure.field === 'expiresAt' ? { lastDay: t('external.dayPast') } : { other: failure };
    default:
      return { other: failure };
  }
}

/** The part of it that belongs to no field. */
export function ExternalFailure({ wrong: { notice, other } }: { readonly wrong: ExternalWrong }) {
  return notice === undefined ? (
    <FailureNotice failure={other} />
  ) : (
    <Notice tone="warn" isAlert>
      {notice}
    </Notice>
  );
}

/** A long form may have scrolled away from what is wrong with it: it is shown after each try. */
export function useWrongInView(tries: unknown, failure: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try and each failure is a reason to look
  useEffect(() => {
    form.current?.querySelector('[aria-invalid="true"], [role="alert"]')?.scrollIntoView({ block: 'center' });
  }, [tries, failure]);
  return form;
}
