import { userLinkCommand } from '../user-link-command.ts';

export const userInvite = userLinkCommand('invitation', {
  name: 'user invite',
  summary: 'Prints a new invitation for a user who has not opened one',
  note: 'An invitation can be opened for 72 hours. The one before is gone.',
  separate: 'with a sign-in of its own, for an address whose password the user does not know',
});
