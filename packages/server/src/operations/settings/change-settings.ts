import { type Account, type AccountSettings, settingsOf } from '../../domain/account.ts';
import type { Actor } from '../../domain/actor.ts';
import { madeMonthsAgo } from '../../domain/freshness.ts';
import type { Changed, ExpiringKeys, ReadTransaction } from '../../storage/storage.ts';
import type { OperationContext } from '../context.ts';
import { authorizeInAccount } from '../rights.ts';
import { runOrTryChange } from '../run-or-try-change.ts';
import { checkVersion, type ExpectedVersions } from '../view-version.ts';
import { type SettingsView, viewOfSettings } from './settings-view.ts';

/** What is absent stays as it is. */
export interface ChangeSettingsInput {
  readonly account: string;
  readonly renewalPeriodMonths?: 3 | 6 | undefined;
  readonly enforceExpiry?: boolean | undefined;
  /** Changes nothing, and answers as the change would. */
  readonly dryRun?: boolean | undefined;
  readonly ifVersion?: ExpectedVersions;
}

/** The settings after the change, and whom it denies. */
export interface ChangedSettingsView extends SettingsView {
  /** `null` when the change denies no key that works before it. */
  readonly warning: ExpiryWarning | null;
}

/** Keys that a change of settings denies at once. Inactive keys, denied anyway, are left out. */
interface ExpiryWarning {
  readonly detail: string;
  /** Keys of which every token is denied. */
  readonly keysDenied: number;
  /** Keys under renewal of which only the old token is denied. */
  readonly keysPartlyDenied: number;
}

/**
 * Changes the renewal period and whether it is enforced, for all keys that the account owns, at once.
 * Needs EditApiKeysSettings. Nothing different, or a dry run: no change and no event.
 *
 * Throws `changed_meanwhile` and what `authorizeInAccount` throws.
 */
export async function changeSettings(
  context: OperationContext,
  actor: Actor,
  { account: name, renewalPeriodMonths, enforceExpiry, dryRun, ifVersion }: ChangeSettingsInput,
): Promise<Changed<ChangedSettingsView>> {
  return await runOrTryChange(context, dryRun, async (tx, now) => {
    const { account } = await authorizeInAccount(tx, now, actor, name, ['EditApiKeysSettings']);
    checkVersion(ifVersion, viewOfSettings(account));
    const before = settingsOf(account);
    const after = {
      renewalPeriodMonths: renewalPeriodMonths ?? before.renewalPeriodMonths,
      enforceExpiry: enforceExpiry ?? before.enforceExpiry,
    };
    const value = { ...viewOfSettings(after), warning: await findWarning(tx, now, account, after) };
    const isSame =
      after.renewalPeriodMonths === before.renewalPeriodMonths && after.enforceExpiry === before.enforceExpiry;
    if (isSame) return { event: null, value };
    await tx.setAccountSettings(account.id, after);
    const subject = `account:${account.name}`;
    return {
      value,
      event: { action: 'settings.changed', actor, accountId: account.id, subject, before: { ...before }, after },
    };
  });
}

async function findWarning(
  tx: ReadTransaction,
  now: number,
  account: Account,
  after: AccountSettings,
): Promise<ExpiryWarning | null> {
  if (!after.enforceExpiry) return null;
  const { whole, oldTokenOnly } = await tx.countExpiringKeys({
    accountId: account.id,
    expired: madeMonthsAgo(after.renewalPeriodMonths, now),
    expiredBefore: account.enforceExpiry ? madeMonthsAgo(account.renewalPeriodMonths, now) : [],
  });
  return whole + oldTokenOnly === 0 ? null : warningAbout({ whole, oldTokenOnly }, after);
}

function warningAbout({ whole, oldTokenOnly }: ExpiringKeys, { renewalPeriodMonths }: AccountSettings): ExpiryWarning {
  const keys = (count: number) => (count === 1 ? '1 key' : `${count} keys`);
  const losses = [
    ...(whole === 0 ? [] : [`${keys(whole)} with every token`]),
    ...(oldTokenOnly === 0 ? [] : [`${keys(oldTokenOnly)} under renewal with the old token`]),
  ];
  const detail = `Tokens of ${renewalPeriodMonths} months and more are denied: ${losses.join(', ')}, at once and in every account.`;
  return { detail, keysDenied: whole, keysPartlyDenied: oldTokenOnly };
}
