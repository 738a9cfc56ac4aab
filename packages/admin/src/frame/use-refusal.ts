import { useFormat } from '../text/use-format.ts';
import { useText } from '../text/use-text.tsx';
import { useAccount } from './use-account.ts';

/** Why the user may not do in this account what any one of these resources allows; `undefined`: they may. */
export function useRefusal(...resources: readonly string[]): string | undefined {
  const t = useText();
  const { list } = useFormat();
  const { holds } = useAccount();
  return holds(...resources) ? undefined : t('common.needs', { resource: list(resources, 'or') });
}
