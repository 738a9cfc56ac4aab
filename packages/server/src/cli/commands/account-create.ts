import { ChaveiroError } from '../../domain/errors.ts';
import { createAccount } from '../../operations/accounts/create-account.ts';
import { defineCommand } from '../command.ts';
import { credentialText } from '../delivery-text.ts';
import { operator } from '../operator.ts';
import { withInstallation } from '../with-installation.ts';

export const accountCreate = defineCommand({
  name: 'account create',
  summary: 'Creates an account with its Owner role and its owner',
  parameter: {
    name: 'NAME',
    description: 'the name: a lower-case letter, then up to 39 lower-case letters and digits',
  },
  options: {
    owner: { takes: 'EMAIL', isRequired: true, description: 'the e-mail address of the owner' },
    'with-key': { takes: 'LABEL', description: 'also creates a key of this label with the Owner role' },
  },
  settings: 'installation',
  notes: ['The name of an account is never used again, also when the account is no longer active.'],
  examples: ['chaveiro account create lojaverde --owner ana@example.com --with-key "First key"'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const { value } = await createAccount(operations, operator, {
        name: call.parameter,
        ownerEmail: call.options.owner,
        withKeyLabel: call.options['with-key'],
      }).catch((error: unknown) => {
        throw isTaken(error) ? withWayOn(error, call.parameter) : error;
      });
      const lines = [
        `Account ${value.account.name} created. Its owner is ${value.owner.email}, once this link was opened, within 72 hours:`,
        '',
        value.owner.setupUrl,
        '',
        'Open it here, with a password: npx chaveiro user set-password',
      ];
      if (value.key === undefined) {
        lines.push(
          '',
          `Create a key: npx chaveiro key create --account ${value.account.name} --label TEXT --role ROLE`,
        );
      } else {
        lines.push('', credentialText(value.key), '', 'Try it: npx chaveiro verify, and enter the two when asked.');
      }
      return { json: value, text: lines.join('\n') };
    }),
});

function isTaken(error: unknown): error is ChaveiroError {
  return error instanceof ChaveiroError && error.code === 'account_exists';
}

/** Mostly the account is there because somebody has just made it in the browser, and wants a key in it. */
function withWayOn({ code, message, fields }: ChaveiroError, name: string): ChaveiroError {
  const lines = [
    `${message} Names are never used again: a new account needs another one.`,
    `For a key in "${name}", run: chaveiro key create --account ${name} --label TEXT --role ROLE`,
    'For a way in as one of its users: chaveiro user invite, or chaveiro user password-link. All accounts: chaveiro account list',
  ];
  return new ChaveiroError(code, lines.join('\n'), fields);
}
