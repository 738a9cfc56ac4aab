import type { MessageId } from '../../text/load-messages.ts';

/** What people call the fields that most events have; any other stands as the API names it. */
export const fieldNames: Readonly<Record<string, MessageId>> = {
  label: 'audit.name',
  name: 'audit.name',
  roles: 'keys.roles',
  isActive: 'keys.active',
  createdAt: 'keys.created',
  email: 'signIn.email',
  address: 'own.address',
  userAgent: 'audit.program',
  attempts: 'audit.attempts',
  from: 'audit.begin',
  to: 'audit.end',
  expiresAt: 'audit.expires',
  invitationExpiresAt: 'audit.expires',
  note: 'audit.note',
  resources: 'audit.resources',
  account: 'frame.account',
  actor: 'audit.who',
  action: 'audit.event',
  subject: 'audit.subject',
  keys: 'keys.title',
  tokens: 'key.tokens',
};
