import type { MessageId } from '../../text/load-messages.ts';

/** What is said of a link to join, and of one to set a password. */
export const linkTexts: Readonly<
  Record<'invitation' | 'password', Readonly<Record<'title' | 'effect' | 'ready', MessageId>>>
> = {
  invitation: { title: 'users.newInvitation', effect: 'users.newInvitationEffect', ready: 'users.invitationReady' },
  password: { title: 'users.passwordLink', effect: 'users.passwordLinkEffect', ready: 'users.passwordLinkReady' },
};
