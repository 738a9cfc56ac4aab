/** What is answered about settings. */

import { Type } from 'typebox';
import { version, view } from './view.ts';

const settings = { renewalPeriodMonths: Type.Enum([3, 6]), enforceExpiry: Type.Boolean(), version };

export const settingsView = view(settings);

const expiryWarning = view({
  detail: Type.String(),
  keysDenied: Type.Integer({ description: 'Keys of which every token is denied.' }),
  keysPartlyDenied: Type.Integer({ description: 'Keys under renewal of which only the old token is denied.' }),
});

export const changedSettingsView = view({
  ...settings,
  warning: Type.Union([expiryWarning, Type.Null()], {
    description: 'Active keys that the change denies at once; `null` when there are none.',
  }),
});
