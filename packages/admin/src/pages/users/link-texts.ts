import type { MessageId } from '../../text/load-messages.ts';

/** An invitation, one with a sign-in of its own, or a link to set a password. */
export type LinkPurpose = 'invitation' | 'separate' | 'password';

/** What is said of a link to join, and of one to set a password. */
export const linkTexts: Readonly<Record<LinkPurpose, Readonly<Record<'title' | 'effect' | 'ready', MessageId>>>> = {
  invitation: { title: 'users.newInvitation', effect: 'users.newInvitationEffect', ready: 'users.invitationReady' },
  separate: {
    title: 'users.separateInvitation',
    effect: 'users.separateInvitationEffect',
    ready: 'users.invitationReady',
  },
  password: { title: 'users.passwordLink', effect: 'users.passwordLinkEffect', ready: 'users.passwordLinkReady' },
};
