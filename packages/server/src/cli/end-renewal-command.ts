import type { finishRenewal } from '../operations/keys/end-renewal.ts';
import { type Command, defineCommand } from './command.ts';
import { keyAccountOption, keyArgument, keyParameter } from './key-argument.ts';
import { shortTime } from './key-text.ts';
import { operator } from './operator.ts';
import { withInstallation } from './with-installation.ts';

/** The two commands that end a renewal. */
export function endRenewalCommand(
  operation: typeof finishRenewal,
  words: { verb: string; summary: string; note: string; deleted: 'old' | 'new' },
): Command {
  return defineCommand({
    name: `key ${words.verb}`,
    summary: words.summary,
    parameter: keyParameter,
    options: { account: keyAccountOption },
    settings: 'installation',
    notes: [words.note, 'A deleted token cannot be brought back. A running server denies it within 250 ms.'],
    examples: [`chaveiro key ${words.verb} appkey-lojaverde-QWERTY`],
    run: async (call) => {
      const key = keyArgument(call.parameter, call.options.account);
      return withInstallation(call, async (operations) => {
        const { value } = await operation(operations, operator, key);
        const [token] = value.tokens;
        const rest = `the one from ${shortTime(token?.createdAt ?? value.createdAt)} UTC is its only token now`;
        return {
          json: value,
          text: `The ${words.deleted} token of ${value.appKey} ("${value.label}") is deleted; ${rest}.`,
        };
      });
    },
  });
}
