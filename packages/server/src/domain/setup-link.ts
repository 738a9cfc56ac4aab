import { holdsRight, type Rights } from './ceiling.ts';
import { managementRights } from './management-right.ts';
import type { Role } from './role.ts';

/** How long a set-up link can be opened. */
export const setupLinkLimitMs = 72 * 3_600_000;

/** What a link was made for. */
export type SetupLinkPurpose =
  /** To make the first account of an empty installation. */
  | 'first_account'
  /** To join an account, with a first password where there is none. */
  | 'invitation'
  /** To set a new password. */
  | 'password';

/** A link that can be opened once. Its secret is not stored. */
export interface SetupLink {
  readonly purpose: SetupLinkPurpose;
  /** Whom it is for; `null` for a first account. */
  readonly userId: string | null;
  /** The account that issued it; `null` for the operator. An invitation always has the account that it is to. */
  readonly accountId: number | null;
  /** What its issuer held: see `ceilingOf`. */
  readonly ceiling: LinkCeiling;
  readonly expiresAt: number;
}

/** A link by which somebody who was invited can still join an account. */
export interface Invitation {
  readonly userId: string;
  readonly ceiling: LinkCeiling;
  readonly expiresAt: number;
}

/** `everything`, or the management rights that the issuer of a link held. */
export type LinkCeiling = 'everything' | readonly string[];

/** What the issuer of a link holds. It is kept with the link. */
export function ceilingOf(rights: Rights): LinkCeiling {
  if (rights.isOperator || rights.isOwner) return 'everything';
  return managementRights.filter((right) => holdsRight(rights, right));
}

/**
 * Whether a link may open a membership with these roles: whoever issued it has had it in hand, and must
 * not come by it to rights that the user, or a role, was given since.
 */
export function isBelowCeiling(ceiling: LinkCeiling, roles: readonly Role[]): boolean {
  if (ceiling === 'everything') return true;
  return roles.every(
    (role) =>
      role.kind !== 'owner' &&
      managementRights.every((right) => !role.resources.includes(right) || ceiling.includes(right)),
  );
}

/** What the address of a link calls its purpose: the page asks for other things. */
const purposeNames: Readonly<Record<SetupLinkPurpose, string>> = {
  first_account: 'account',
  invitation: 'invitation',
  password: 'password',
};

/** Where a link leads. The secret stands in the fragment, which browsers do not send. */
export function setupUrl(publicUrl: string, purpose: SetupLinkPurpose, secret: string): string {
  return `${publicUrl}/admin/setup/${purposeNames[purpose]}#${secret}`;
}

/** The secret of a set-up link, or the text itself when it is no address. */
export function secretOfSetupUrl(text: string): string {
  const hash = text.indexOf('#');
  return hash === -1 ? text : text.slice(hash + 1);
}
