import { finishRenewal } from '../../operations/keys/end-renewal.ts';
import { endRenewalCommand } from '../end-renewal-command.ts';

export const keyFinishRenewal = endRenewalCommand(finishRenewal, {
  verb: 'finish-renewal',
  summary: 'Deletes the old token of a key that was renewed',
  note: 'Whoever still uses the old token is locked out: put the new one there first.',
  deleted: 'old',
});
