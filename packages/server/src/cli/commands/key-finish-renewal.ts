import { ChaveiroError } from '../../domain/errors.ts';
import { finishRenewal } from '../../operations/keys/end-renewal.ts';
import { endRenewalCommand } from '../end-renewal-command.ts';
import { operator } from '../operator.ts';

export const keyFinishRenewal = endRenewalCommand(
  {
    verb: 'finish-renewal',
    summary: 'Deletes the old token of a key that was renewed',
    note: 'Whoever still uses the old token is locked out: put the new one there first.',
    deleted: 'old',
    options: {
      when: {
        takes: 'WHEN',
        description:
          '"now", also when it is not given, or "opened": as soon as the single-access link to the new token is opened',
      },
    },
  },
  (operations, key, { when }) => finishRenewal(operations, operator, { ...key, when: parseWhen(when) }),
);

function parseWhen(text: string | undefined): 'now' | 'opened' | undefined {
  if (text === undefined || text === 'now' || text === 'opened') return text;
  throw new ChaveiroError('invalid_request', `--when takes "now" or "opened", not "${text}".`, { field: 'when' });
}
