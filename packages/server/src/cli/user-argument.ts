import { parseEmail } from '../domain/email.ts';
import { ChaveiroError } from '../domain/errors.ts';
import { hashOfSecret } from '../domain/secret.ts';
import { secretOfSetupUrl } from '../domain/setup-link.ts';
import { listAccounts } from '../operations/accounts/list-accounts.ts';
import type { OperationContext } from '../operations/context.ts';
import { firstLinkGone } from '../operations/setup/get-setup-link.ts';
import type { IssuedLink } from '../operations/setup/issue-setup-link.ts';
import { listUsers } from '../operations/users/list-users.ts';
import type { UserView } from '../operations/users/user-view.ts';
import type { Option, Parameter } from './command.ts';
import { shortTime } from './key-text.ts';
import { operator } from './operator.ts';
import { alignColumns } from './table.ts';

/** The parameter of the commands about one user. */
export const userParameter = {
  name: 'USER',
  description: 'the e-mail address or the id of a user',
} as const satisfies Parameter;

/** The account of the commands about users. */
export const userAccountOption = {
  takes: 'NAME',
  isRequired: true,
  description: 'the account',
} as const satisfies Option;

/** The account's user whom somebody named; throws `not_found`. */
export async function findUser(operations: OperationContext, account: string, user: string): Promise<UserView> {
  const email = user.includes('@') ? parseEmail(user, 'USER') : undefined;
  const users = await listUsers(operations, operator, { account });
  const found = users.find((each) => (email === undefined ? each.id === user : each.email === email));
  if (found === undefined) throw new ChaveiroError('not_found', `${account} has no user ${user}.`);
  return found;
}

/** One line of a list of users. */
export function userRow(user: UserView): string[] {
  const roles = user.roles.map(({ name }) => name).join(', ');
  return [
    user.email,
    user.name ?? '',
    user.status,
    invitationText(user),
    shortTime(user.createdAt),
    roles === '' ? 'none' : roles,
  ];
}

/** The headings of `userRow`. */
export const userHeadings = ['USER', 'NAME', 'STATUS', 'INVITATION (UTC)', 'SINCE (UTC)', 'ROLES'];

function invitationText({ status, invitationExpiresAt }: UserView): string {
  if (status === 'active') return '';
  return invitationExpiresAt === null ? 'opens nothing any more' : `until ${shortTime(invitationExpiresAt)}`;
}

/** Everything about one user. */
export function userText(user: UserView): string {
  const [email = '', name = '', status = '', invitation = '', createdAt = '', roles = ''] = userRow(user);
  return alignColumns([
    ['user', email],
    ['id', user.id],
    ...(name === '' ? [] : [['name', name]]),
    ['status', status],
    ...(invitation === '' ? [] : [['invitation', invitation]]),
    ['roles', roles],
    ['since', `${createdAt} UTC`],
  ]);
}

/** The parameter of the commands that open a set-up link. */
export const setupLinkParameter = {
  name: 'URL',
  isOptional: true,
  description: 'the link; better handed over on standard input, for its part after the # is a secret',
} as const satisfies Parameter;

/** The secret of a link that somebody typed. Throws `invalid_request`, without quoting it, for what is no whole link. */
export function secretOfTypedLink(link: string): string {
  const secret = secretOfSetupUrl(link);
  if (hashOfSecret(secret) !== undefined) return secret;
  throw new ChaveiroError(
    'invalid_request',
    'A link looks like https://keys.example.com/admin/setup/invitation#{secret}, and is needed whole, also what follows the #.',
    { field: 'URL' },
  );
}

/**
 * Refuses the link that a server prints on an empty database, which makes an account and is for no user: it is the
 * only one that people find in the log of an earlier start.
 */
export async function checkIsForUser(operations: OperationContext, link: string): Promise<void> {
  if (!link.includes('/admin/setup/account#')) return;
  if ((await listAccounts(operations, operator)).length > 0) throw firstLinkGone(true);
  throw new ChaveiroError(
    'invalid_request',
    'This link makes the first account: open it in a browser, or run chaveiro account create NAME --owner EMAIL instead.',
    { field: 'URL' },
  );
}

/** How the commands that open a set-up link come by it and by the password. */
export const setupLinkNote =
  'Arguments are visible to every process of the machine, and shells write them into their history. Without URL the link ' +
  'and the password are the two lines of standard input, or, at a terminal, asked for without being shown; with URL the ' +
  'password is the one line. A link can be opened once.';

/** A link to hand over, the only time that it is shown. */
export function setupLinkText({ url, expiresAt }: IssuedLink): string {
  return [
    alignColumns([
      ['link', url],
      ['until', `${shortTime(expiresAt)} UTC`],
    ]),
    'The link is shown this once, and can be opened once: hand it to that person only.',
  ].join('\n');
}
