import type { OperationContext } from '../operations/context.ts';
import type { KeyView } from '../operations/keys/key-view.ts';
import type { RenewalInput } from '../operations/keys/start-renewal.ts';
import { type Command, defineCommand, type Options, type OptionValues } from './command.ts';
import { keyAccountOption, keyArgument, keyParameter } from './key-argument.ts';
import { shortTime } from './key-text.ts';
import { withInstallation } from './with-installation.ts';

interface Words<O extends Options> {
  readonly verb: string;
  readonly summary: string;
  readonly note: string;
  /** Which token it deletes. */
  readonly deleted: 'old' | 'new';
  /** Besides the account. */
  readonly options: O;
}

/** The two commands that end a renewal. */
export function endRenewalCommand<const O extends Options>(
  words: Words<O>,
  end: (
    operations: OperationContext,
    key: RenewalInput,
    options: OptionValues<O>,
  ) => Promise<{ readonly value: KeyView }>,
): Command {
  return defineCommand({
    name: `key ${words.verb}`,
    summary: words.summary,
    parameter: keyParameter,
    options: { account: keyAccountOption, ...words.options } as Options,
    settings: 'installation',
    notes: [words.note, 'A deleted token cannot be brought back. A running server denies it within 250 ms.'],
    examples: [`chaveiro key ${words.verb} appkey-lojaverde-QWERTY`],
    run: async (call) => {
      const key = keyArgument(call.parameter, call.options.account as string | undefined);
      return withInstallation(call, async (operations) => {
        const { value } = await end(operations, key, call.options as OptionValues<O>);
        return { json: value, text: endedText(value, words.deleted) };
      });
    },
  });
}

function endedText(key: KeyView, deleted: 'old' | 'new'): string {
  const whose = `${key.appKey} ("${key.label}")`;
  if (key.renewal !== null) {
    return `The ${deleted} token of ${whose} works until the link to the other one is opened, and is deleted then.`;
  }
  const rest = `the one from ${shortTime(key.tokens[0]?.createdAt ?? key.createdAt)} UTC is its only token now`;
  return `The ${deleted} token of ${whose} is deleted; ${rest}.`;
}
