import { rotateSigningKey } from '../../operations/signing-keys/rotate-signing-key.ts';
import { defineCommand } from '../command.ts';
import { operator } from '../operator.ts';
import { signingKeyTable } from '../signing-key-text.ts';
import { withInstallation } from '../with-installation.ts';

export const signingKeyRotate = defineCommand({
  name: 'signing-key rotate',
  summary: 'Makes a new key to sign user tokens with',
  options: {
    compromised: {
      description: 'end every user token that was made until now, because somebody else may have signed one',
    },
  },
  settings: 'installation',
  notes: [
    'The new key is announced at /.well-known/jwks.json and signs five minutes later, when nobody keeps an older list of ' +
      'keys any more. The keys that it follows stay in the list until the last token that was made with them has expired; ' +
      'no user token ends by this.',
    'With --compromised the new key signs at once and all user tokens made until now end. API tokens and sessions go ' +
      'on: with either one gets another user token.',
  ],
  examples: ['chaveiro signing-key rotate', 'chaveiro signing-key rotate --compromised --json'],
  run: (call) =>
    withInstallation(call, async (operations) => {
      const isCompromised = call.options.compromised;
      const { value } = await rotateSigningKey(operations, operator, { isCompromised });
      const what =
        value.made.state === 'announced'
          ? `The signing key ${value.made.kid} is announced, and signs from ${value.made.signsFrom} on.`
          : `The signing key ${value.made.kid} signs from now on.`;
      const ended = isCompromised ? ['Every user token that was made until now has ended.'] : [];
      const text = [what, ...ended, '', signingKeyTable([value.made, ...value.followed])].join('\n');
      return { json: value, text };
    }),
});
