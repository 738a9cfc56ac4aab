import { Type } from 'typebox';
import { changeSettings } from '../../operations/settings/change-settings.ts';
import { showSettings } from '../../operations/settings/show-settings.ts';
import { defineRoute } from './route.ts';
import { changedSettingsView, settingsView } from './views/settings.ts';
import { dryRunFields, view } from './views/view.ts';

export const settingsRoutes = [
  defineRoute(
    {
      method: 'GET',
      path: '/settings',
      operationId: 'showSettings',
      summary: 'Settings of the account',
      tag: 'settings',
      anyOf: ['ViewApiKeys', 'EditApiKeysSettings'],
      query: view({}),
      body: null,
      success: { status: 200, schema: settingsView, description: 'The settings.' },
    },
    async ({ context, actor, account }) => ({ body: await showSettings(context, actor, { account }) }),
  ),

  defineRoute(
    {
      method: 'PUT',
      path: '/settings',
      operationId: 'changeSettings',
      summary: 'Change the settings, for all keys that the account owns',
      tag: 'settings',
      anyOf: ['EditApiKeysSettings'],
      query: view(dryRunFields),
      body: view({
        renewalPeriodMonths: Type.Enum([3, 6], { description: 'After how many months a token is outdated: 3 or 6.' }),
        enforceExpiry: Type.Boolean({ description: 'Either true or false; true denies tokens that are outdated.' }),
      }),
      success: { status: 200, schema: changedSettingsView, description: 'The settings as they are now.' },
      versioned: settingsView,
    },
    async ({ context, actor, account, query, body, ifVersion }) => {
      const { value, revision } = await changeSettings(context, actor, { account, ...body, ...query, ifVersion });
      return { body: value, revision };
    },
  ),
];
