import { useCallback } from 'react';
import { CallFailure } from '../api/call.ts';
import type { MessageId } from '../text/load-messages.ts';
import { useFormat } from '../text/use-format.ts';
import { useText } from '../text/use-text.tsx';

/**
 * What the server says by these codes, in the language of the page. `tools/error-codes.ts` knows why the others need none; of a code
 * that a later server has its own words are shown.
 */
const texts: Readonly<Record<string, MessageId>> = {
  unreachable: 'failure.unreachable',
  unreadable: 'failure.internal',
  internal: 'failure.internal',
  not_found: 'failure.notFound',
  storage_busy: 'failure.busy',
  storage_unavailable: 'failure.busy',
  overloaded: 'failure.busy',
  not_ready: 'failure.busy',
  outcome_unknown: 'failure.outcomeUnknown',
  account_inactive: 'failure.accountInactive',
  above_own_rights: 'failure.aboveOwnRights',
  own_rights: 'failure.ownRights',
  owner_role_fixed: 'failure.ownerRoleFixed',
  changed_meanwhile: 'failure.changedMeanwhile',
  already_joined: 'failure.alreadyJoined',
  not_joined: 'failure.notJoined',
  member_elsewhere: 'failure.memberElsewhere',
  cross_site_request: 'failure.crossSite',
  last_owner: 'failure.lastOwner',
  link_expired: 'failure.linkExpired',
  link_unopened: 'failure.linkUnopened',
  no_renewal: 'failure.noRenewal',
  invalid_request: 'failure.refused',
  renewal_pending: 'failure.renewalPending',
  role_in_use: 'failure.roleInUse',
};

/** A failure as a sentence for whoever sees it. */
export function useFailureText(): (failure: unknown) => string {
  const t = useText();
  const { list, number } = useFormat();
  return useCallback(
    (failure) => {
      if (!(failure instanceof CallFailure)) return t('failure.internal');
      const resources = list(failure.missingResources, failure.code === 'resource_missing' ? 'or' : 'and');
      if (failure.code === 'resource_missing') return t('common.noPermissionHint', { resources });
      if (failure.limit !== undefined) {
        return t(failure.field === 'resources' ? 'failure.tooManyResources' : 'failure.tooManyRoles', {
          limit: number(failure.limit),
        });
      }
      // Above the caller, though they lack none of the rights: only an Owner may, and the server's words say why.
      const isOwnerNeeded = failure.code === 'above_own_rights' && failure.missingResources.length === 0;
      const id = isOwnerNeeded ? undefined : texts[failure.code];
      return id === undefined ? failure.message : t(id, { resources, detail: failure.message });
    },
    [t, list, number],
  );
}
