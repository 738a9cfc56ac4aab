import { type Actor, actorName } from '../../domain/actor.ts';
import type { ApiKey } from '../../domain/api-key.ts';
import { checkCredentialObtained } from '../../domain/ceiling.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { startingStep } from '../../domain/renewal.ts';
import type { Changed } from '../../storage/storage.ts';
import type { RepeatableContext } from '../context.ts';
import { type Delivered, type Delivery, deliverToken } from '../links/deliver-token.ts';
import { authorizeInAccount } from '../rights.ts';
import { runRepeatableChange } from '../run-repeatable-change.ts';
import { isSelf } from './check-own-tokens.ts';
import type { CreatedKey, WithView } from './create-key.ts';
import { findRolesAtHome, findRolesElsewhere } from './find-key-roles.ts';
import { getKey } from './get-key.ts';
import { issueToken } from './issue-token.ts';
import { viewOfKey } from './key-view.ts';
import { takeRenewalStep } from './take-renewal-step.ts';

export interface RenewalInput {
  readonly account: string;
  /** The key's id or key string. */
  readonly key: string;
}

export interface StartRenewalInput<D extends Delivery = 'token'> extends RenewalInput {
  /** Default `token`. */
  readonly delivery?: D | undefined;
  /** Whether the answer also shows the key as lists do, and the renewal period of its account. */
  readonly withView?: boolean;
}

/** What an answer says of the account when it was asked to. */
interface WithPeriod extends WithView {
  readonly renewalPeriodMonths?: 3 | 6;
}

/**
 * Gives a key a second token. Both work until the renewal is finished or undone; id, key string,
 * label, roles and creation date of the key stay. An inactive key can be renewed, and stays inactive.
 * A pending renewal whose link has expired unopened is replaced: nobody has its token.
 *
 * Needs RenewApiToken, and every management right that the key holds in any account: whoever renews a
 * key has a credential of it.
 *
 * Throws `own_renewal` when a key renews itself, `above_own_rights`, `renewal_pending`, `link_unopened`
 * while the link to the key's newest token can be opened, `not_found`, and what `authorizeInAccount` throws.
 */
export async function startRenewal<D extends Delivery = 'token'>(
  context: RepeatableContext,
  actor: Actor,
  input: StartRenewalInput<D>,
): Promise<Changed<Pick<CreatedKey, 'id' | 'appKey'> & Delivered<D> & WithPeriod>> {
  return await runRepeatableChange(context, ['appToken', 'link'], async (tx, now) => {
    const { account, rights } = await authorizeInAccount(tx, now, actor, input.account, ['RenewApiToken']);
    const key = await getKey(tx, account.id, input.key);
    checkNotItself(actor, key);
    const roles = [...(await findRolesAtHome(tx, key)), ...(await findRolesElsewhere(tx, now, key))];
    checkCredentialObtained(rights, roles, 'renew');
    const token = issueToken(context, key.id, 'new', now);
    const renewal = { startedAt: now, startedBy: actorName(actor) };
    const step = startingStep(key.tokens);
    const { event, key: renewed } = await takeRenewalStep(tx, actor, key, step, { token: token.stored, renewal });
    const { answer, audited } = await deliverToken(context, tx, input.delivery ?? ('token' as D), key.id, token);
    const { renewalPeriodMonths } = account;
    const shown = input.withView ? { view: viewOfKey(renewed, account, now), renewalPeriodMonths } : {};
    return {
      value: { id: key.id, appKey: key.appKey, ...answer, ...shown },
      event: { ...event, after: { ...event.after, ...audited } },
    };
  });
}

/** Otherwise a stolen token could give itself a successor. */
function checkNotItself(actor: Actor, key: ApiKey): void {
  if (!isSelf(actor, key.id)) return;
  throw new ChaveiroError(
    'own_renewal',
    'A key cannot renew itself: call as a user, or with another key that has RenewApiToken.',
  );
}
