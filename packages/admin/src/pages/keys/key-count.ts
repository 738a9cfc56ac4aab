import type { Text } from '../../text/use-text.tsx';

/** How many keys a list has found. `null`: more than the server counts; `undefined`: not known yet. */
export function keyCount(t: Text, total: number | null | undefined): string | undefined {
  if (total === undefined) return undefined;
  return total === null ? t('keys.countMany') : t('keys.count', { count: total });
}
