import type { OperationContext } from '../operations/context.ts';
import type { EndedRenewalView, EndRenewalInput } from '../operations/keys/end-renewal.ts';
import { type Command, defineCommand, type Options, type OptionValues } from './command.ts';
import { dryRunOption, withEvidence } from './evidence-text.ts';
import { keyAccountOption, keyArgument, keyParameter } from './key-argument.ts';
import { shortTime } from './key-text.ts';
import { noWaitOption, withInstallation } from './with-installation.ts';

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
    key: EndRenewalInput,
    options: OptionValues<O>,
  ) => Promise<{ readonly value: EndedRenewalView }>,
): Command {
  return defineCommand({
    name: `key ${words.verb}`,
    summary: words.summary,
    parameter: keyParameter,
    options: {
      account: keyAccountOption,
      'started-at': {
        takes: 'TIME',
        description: 'when the renewal was started that is meant, as "key show --json" says it: another one stays',
      },
      'dry-run': dryRunOption,
      ...words.options,
      'no-wait': noWaitOption,
    } as Options,
    settings: 'installation',
    notes: [words.note, 'A deleted token cannot be brought back. A running server denies it within 250 ms.'],
    examples: [`chaveiro key ${words.verb} appkey-lojaverde-QWERTY`],
    run: async (call) => {
      const key = keyArgument(call.parameter, call.options.account as string | undefined);
      return withInstallation(call, async (operations) => {
        const dryRun = call.options['dry-run'] === true;
        const startedAt = call.options['started-at'] as string | undefined;
        const { value } = await end(operations, { ...key, startedAt, dryRun }, call.options as OptionValues<O>);
        return { json: value, text: withEvidence(endedText(value, words.deleted, dryRun), value.evidence) };
      });
    },
  });
}

function endedText(key: EndedRenewalView, deleted: 'old' | 'new', dryRun: boolean): string {
  const what = `The ${deleted} token of ${key.appKey} ("${key.label}")`;
  if (key.renewal !== null) {
    return dryRun
      ? `${what} would work until the link to the other one is opened, and be deleted then. Nothing was changed.`
      : `${what} works until the link to the other one is opened, and is deleted then.`;
  }
  const left = `the one from ${shortTime(key.tokens[0]?.createdAt ?? key.createdAt)} UTC`;
  return dryRun
    ? `${what} would be deleted, and ${left} would be its only token. Nothing was changed.`
    : `${what} is deleted; ${left} is its only token now.`;
}
