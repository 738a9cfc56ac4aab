import { userLinkCommand } from '../user-link-command.ts';

export const userPasswordLink = userLinkCommand('password', {
  name: 'user password-link',
  summary: 'Prints a link by which a user sets a new password',
  note: 'For somebody who has forgotten theirs. Opening the link ends all sessions of the user, in every account.',
});
