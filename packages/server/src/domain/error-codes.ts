import { refusalDetails } from '#engine';

/**
 * Every error that Chaveiro reports, by code: the only list. `http/errors.ts` gives each its status,
 * `docs/reference/errors.md` is generated from both. A denied request is a decision, not an error.
 */
export const errorCodes = {
  invalid_request: 'The question or command is malformed; `detail` names the field and what it accepts.',
  missing_credentials: refusalDetails.missing_credentials,
  ambiguous_credentials: refusalDetails.ambiguous_credentials,
  invalid_credentials: refusalDetails.invalid_credentials,
  sign_in_needed: 'Somebody has to be signed in for this, as the user whom it is for.',
  too_many_attempts: 'Too many passwords were tried for this e-mail address; `retryAfterSeconds` says when to go on.',
  cross_site_request: 'A browser sent this from another site, or does not say from where; nothing was done.',
  link_not_yours: 'The link is for another user than the one who is signed in.',
  key_inactive: refusalDetails.key_inactive,
  token_expired: refusalDetails.token_expired,
  account_inactive: refusalDetails.account_inactive,
  resource_missing:
    'The caller has roles in the account, but none that opens this; `missingResources` names what would.',
  above_own_rights: 'Nobody hands out management rights that they do not hold; `missingResources` names them.',
  own_rights: 'Nobody changes their own roles, or a role that they hold.',
  own_renewal:
    'No key renews itself or undoes that, and a token that is being replaced takes nothing from its own key: somebody else has to.',
  owner_role_fixed: 'The Owner role can be neither edited nor deleted.',
  predefined_role_fixed:
    'A predefined role keeps the name and resources of its template; put together a custom role instead.',
  not_found: 'There is no such thing, or the caller may not know of it.',
  method_not_allowed: 'The address exists, but not for this method; `Allow` names those it has.',
  link_gone:
    'The link was opened before, has expired, was withdrawn or replaced, or never existed, or opens more than it was made for: all alike.',
  account_exists: 'An account of this name exists or existed: names are never used again.',
  user_exists: 'The account has this user already.',
  already_joined: 'The user has opened the invitation already.',
  not_joined: 'The user has not opened the invitation yet.',
  member_elsewhere: 'The user is in other accounts as well, so that no single one of them may set the password.',
  last_owner: 'The last Owner of an account stays one.',
  role_name_taken: 'The account has another role of this name.',
  role_in_use: 'Keys or users still have the role; `detail` names some, and `holders` says how many.',
  key_string_taken: 'A key with this key string exists or existed: key strings are never used again.',
  external_key_exists: 'The account has already given this key roles.',
  renewal_pending: 'The key has two tokens already: the renewal has to be finished or undone first.',
  link_unopened:
    'The link to the newest token was not opened yet: the key is renewed again once it is opened or expired.',
  link_expired: 'The link to the new token expired unopened, so that nobody has the token: renew again, or undo.',
  idempotency_key_reused: 'The Idempotency-Key came with another caller, address or body before.',
  changed_meanwhile:
    'Somebody changed it meanwhile, so nothing was done; `current` is what it is now. Look at that, and decide again.',
  no_renewal: 'No renewal of the key is pending that could be finished or undone.',
  external_key_deleted: 'The owner has deleted the key: the external key can be removed, and not be changed.',
  management_right_fixed: 'A catalogue file may not redefine a management right.',
  route_conflict: 'Two routes of one file have the same method and shape, but accept different resources.',
  too_many_unknown_keys:
    'Too many key strings that no other account has were tried within an hour; `retryAfterSeconds` says when to go on.',
  payload_too_large: 'The body is larger than the endpoint accepts.',
  unsupported_media_type: 'The body has to be JSON.',
  storage_busy: 'Another change holds the database; nothing was done, try again.',
  storage_unavailable: 'The database cannot be reached; nothing was done, try again.',
  outcome_unknown:
    'The database was lost while it committed: the change was made, or was not. Look before you repeat it.',
  not_ready: refusalDetails.not_ready,
  too_stale: refusalDetails.too_stale,
  server_unreachable: 'The server that a link names cannot be reached, or does not answer as Chaveiro does.',
  overloaded: refusalDetails.overloaded,
  cannot_listen: 'The address or the socket to listen on cannot be had.',
  pepper_missing: 'The pepper file lacks a pepper that the database needs, or has another one under its name.',
  schema_too_new: 'The database was migrated by a newer version of Chaveiro.',
  internal: 'Chaveiro failed; its log says why.',
} as const;

/** A code of the closed list. */
export type ErrorCode = keyof typeof errorCodes;
