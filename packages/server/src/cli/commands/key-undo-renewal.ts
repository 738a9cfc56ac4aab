import { undoRenewal } from '../../operations/keys/end-renewal.ts';
import { endRenewalCommand } from '../end-renewal-command.ts';
import { operator } from '../operator.ts';

export const keyUndoRenewal = endRenewalCommand(
  {
    verb: 'undo-renewal',
    summary: 'Deletes the new token of a key that was renewed, which goes on with the old one',
    note: 'For a renewal by mistake, or a new token that was lost. Whoever uses the new token already is locked out.',
    deleted: 'new',
    options: {},
  },
  (operations, key) => undoRenewal(operations, operator, key),
);
