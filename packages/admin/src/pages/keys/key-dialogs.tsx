import type { Key } from '../../api/api-types.ts';
import { DeactivateKey } from './deactivate-key.tsx';
import { DeleteKey } from './delete-key.tsx';
import { DeleteOldToken } from './delete-old-token.tsx';
import { EditKey } from './edit-key.tsx';
import type { KeyAct } from './key-dialog.ts';
import { RenewToken } from './renew-token.tsx';
import { UndoRenewal } from './undo-renewal.tsx';

const dialogs = {
  edit: EditKey,
  deactivate: DeactivateKey,
  renew: RenewToken,
  undo: UndoRenewal,
  finish: DeleteOldToken,
  delete: DeleteKey,
} as const;

/** What somebody has chosen in a key's menu. */
export interface ChosenAct {
  readonly act: KeyAct;
  /** As it was when it was chosen: what happens meanwhile to the list does not change the question. */
  readonly apiKey: Key;
}

export function KeyDialogs({ chosen, onClose }: { readonly chosen: ChosenAct | null; readonly onClose: () => void }) {
  if (chosen === null) return null;
  const Chosen = dialogs[chosen.act];
  return <Chosen apiKey={chosen.apiKey} onClose={onClose} />;
}
