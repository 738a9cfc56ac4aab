import { changeKey } from '../operations/keys/change-key.ts';
import { type Command, defineCommand } from './command.ts';
import { dryRunOption, withEvidence } from './evidence-text.ts';
import { keyAccountOption, keyArgument, keyParameter } from './key-argument.ts';
import { operator } from './operator.ts';
import { noWaitOption, withInstallation } from './with-installation.ts';

/** The two commands that switch a key on and off. */
export function setKeyStatusCommand(
  isActive: boolean,
  words: { verb: string; summary: string; outcome: string; dryOutcome: string },
): Command {
  return defineCommand({
    name: `key ${words.verb}`,
    summary: words.summary,
    parameter: keyParameter,
    options: { account: keyAccountOption, 'dry-run': dryRunOption, ...(isActive ? {} : { 'no-wait': noWaitOption }) },
    settings: 'installation',
    notes: ['A running server decides by the change within 250 ms.'],
    examples: [`chaveiro key ${words.verb} appkey-lojaverde-QWERTY`],
    run: async (call) => {
      const key = keyArgument(call.parameter, call.options.account);
      return withInstallation(call, async (operations) => {
        const dryRun = call.options['dry-run'];
        const { value } = await changeKey(operations, operator, { ...key, isActive, dryRun });
        const sentence = `Key ${value.appKey} ("${value.label}") ${dryRun ? words.dryOutcome : words.outcome}.`;
        return { json: value, text: value.evidence === null ? sentence : withEvidence(sentence, value.evidence) };
      });
    },
  });
}
