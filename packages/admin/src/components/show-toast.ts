import { receipt } from '../api/receipt.ts';
import { toasts } from './toast.tsx';

/** Says for some seconds that something was done. Nothing that somebody has to read or keep. */
export function showToast(done: string): void {
  const { show, t } = toasts;
  const told = Object.fromEntries(new URLSearchParams(receipt.latest?.replaceAll(', ', '&')));
  receipt.latest = null;
  // Where one node decides alone, who has made the change knows that it has.
  show?.(t && Number(told.nodes) > 1 ? t('common.receipt', { done, ...told }) : done);
}
