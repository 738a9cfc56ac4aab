import { ChaveiroError } from '../../domain/errors.ts';
import { deleteKey } from '../../operations/keys/delete-key.ts';
import { showKey } from '../../operations/keys/show-key.ts';
import { defineCommand } from '../command.ts';
import { dryRunOption, withEvidence } from '../evidence-text.ts';
import { keyAccountOption, keyArgument, keyParameter } from '../key-argument.ts';
import { operator } from '../operator.ts';
import { ask } from '../prompt.ts';
import { noWaitOption, withInstallation } from '../with-installation.ts';

export const keyDelete = defineCommand({
  name: 'key delete',
  summary: 'Deletes a key for ever, also where other accounts gave it roles',
  parameter: keyParameter,
  options: {
    account: keyAccountOption,
    'dry-run': dryRunOption,
    yes: { description: 'does not ask; needed where nobody can answer, as in a script' },
    'no-wait': noWaitOption,
  },
  settings: 'installation',
  notes: ['A deleted key cannot be brought back, and its key string is never used again. To pause one, deactivate it.'],
  examples: ['chaveiro key delete appkey-lojaverde-QWERTY', 'chaveiro key delete appkey-lojaverde-QWERTY --yes'],
  run: async (call) => {
    const named = keyArgument(call.parameter, call.options.account);
    const { yes, 'dry-run': dryRun } = call.options;
    if (!yes && !dryRun && call.terminal.stdin.isTTY !== true) {
      throw new ChaveiroError('invalid_request', 'Nobody can be asked here: add --yes to delete the key for ever.');
    }
    return withInstallation(call, async (operations) => {
      const key = await showKey(operations, operator, named);
      const name = `${key.appKey} ("${key.label}")`;
      if (!yes || dryRun) {
        const { value } = await deleteKey(operations, operator, { ...named, dryRun: true });
        if (dryRun) {
          const sentence = `Key ${name} would be deleted for ever. Nothing was changed.`;
          return { json: value, text: withEvidence(sentence, value.evidence) };
        }
        const question = `${withEvidence(`Key ${name} will be gone for ever.`, value.evidence)}\n\nDelete it? Type yes: `;
        const [answer] = await ask(call.terminal, [{ text: question }]);
        if (answer?.trim().toLowerCase() !== 'yes') {
          return { json: { id: null }, text: 'Nothing was deleted.', isNegative: true };
        }
      }
      const { value } = await deleteKey(operations, operator, named);
      return { json: value, text: withEvidence(`Key ${name} is deleted.`, value.evidence) };
    });
  },
});
