import { type AccountSettings, settingsOf } from '../../domain/account.ts';
import { versionOf } from '../view-version.ts';

/** The settings of an account as answers show them. */
export interface SettingsView extends AccountSettings {
  readonly version: string;
}

export function viewOfSettings(settings: AccountSettings): SettingsView {
  const { renewalPeriodMonths, enforceExpiry } = settings;
  return { ...settingsOf(settings), version: versionOf([renewalPeriodMonths, enforceExpiry]) };
}
