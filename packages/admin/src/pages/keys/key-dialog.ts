import type { Key } from '../../api/api-types.ts';

/** What can be asked for in the menu of a key. */
export type KeyAct = 'edit' | 'deactivate' | 'renew' | 'undo' | 'finish' | 'delete';

export interface KeyDialogProps {
  readonly apiKey: Key;
  readonly onClose: () => void;
}
