import type { Key } from '../../api/api-types.ts';

/** What can be asked for in the menu of a key. */
export type KeyAct = 'edit' | 'deactivate' | 'renew' | 'undo' | 'finish' | 'delete';

export interface KeyDialogProps {
  readonly apiKey: Key;
  readonly onClose: () => void;
}

/** Where focus goes after a dialog: to the menu of the key's row, or to the heading when the row is gone. */
export function focusAfter(keyId: string): HTMLElement | null {
  return (
    document.querySelector<HTMLElement>(`[data-row="${keyId}"] [aria-haspopup="menu"]`) ?? document.querySelector('h1')
  );
}
