import type { AccountSettings } from '../domain/account.ts';
import { alignColumns } from './table.ts';

/** The settings of an account, a line for each. */
export function settingsText({ renewalPeriodMonths, enforceExpiry }: AccountSettings): string {
  return alignColumns([
    ['renewal period', `${renewalPeriodMonths} months`],
    ['enforced', enforceExpiry ? 'yes: tokens of that age are denied' : 'no: age is only shown'],
  ]);
}
