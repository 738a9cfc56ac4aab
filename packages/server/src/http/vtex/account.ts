import { Type } from 'typebox';
import { describeAccount } from '../../operations/accounts/describe-account.ts';
import { showAccount } from '../../operations/accounts/show-account.ts';
import type { KeyView } from '../../operations/keys/key-view.ts';
import { defineVtexRoute } from './route.ts';
import { answer, noQuery, opens } from './views.ts';

/**
 * What Chaveiro does not know of an account: VTEX's clients find the fields all the same. Where VTEX documents that a field
 * may be null it is; the others are empty texts, for clients that are strict in what they read.
 */
const unknown = Type.Null({ description: 'Not known here.' });
const unknownText = Type.Literal('', { description: 'Not known here.' });

const emptyContactView = answer({ name: unknownText, email: unknownText, phone: unknownText });

const listedKeyView = answer({
  id: Type.String({ description: 'Without dashes.' }),
  appKey: Type.String(),
  appToken: Type.Null(),
  label: Type.String(),
  createdIn: Type.String({ format: 'date-time' }),
  isActive: Type.Boolean(),
  isBlocked: Type.Boolean({ description: 'Whether it is inactive: there is no other way to block a key.' }),
});

const unknownNulls = {
  ...{ lv: unknown, defaultUrl: unknown, district: unknown, country: unknown, complement: unknown },
  ...{ cnpj: unknown, parentAccountId: unknown, parentAccountName: unknown, city: unknown, address: unknown },
  ...{ logo: unknown, number: unknown, postalCode: unknown, state: unknown },
  ...{ operationDate: unknown, inactivationDate: unknown },
};

const unknownTexts = { companyName: unknownText, telephone: unknownText, tradingName: unknownText };

const accountView = answer({
  isActive: Type.Boolean(),
  id: Type.String(),
  name: Type.String(),
  accountName: Type.String(),
  isOperating: Type.Boolean(),
  haveParentAccount: Type.Boolean(),
  hasLogo: Type.Boolean(),
  ...unknownNulls,
  ...unknownTexts,
  licenses: Type.Array(Type.Never()),
  sponsor: emptyContactView,
  contact: emptyContactView,
  creationDate: Type.String({ format: 'date-time' }),
  hosts: Type.Array(Type.String()),
  sites: Type.Array(Type.Never()),
  appKey: answer({ token: Type.Null(), name: Type.Null() }),
  appKeys: Type.Array(listedKeyView),
});

const storeView = answer({ id: Type.Integer(), name: Type.String(), hosts: Type.Array(Type.String()) });

const emptyContact = { name: '', email: '', phone: '' };

const nothingKnown = {
  ...Object.fromEntries(Object.keys(unknownNulls).map((name) => [name, null])),
  ...Object.fromEntries(Object.keys(unknownTexts).map((name) => [name, ''])),
};

export const accountRoutes = [
  defineVtexRoute(
    {
      method: 'GET',
      path: '/api/vlm/account',
      operationId: 'getAccount',
      summary: 'The account, with its keys',
      errorForm: 'vlm',
      anyOf: opens('describeAccount'),
      query: noQuery,
      body: null,
      success: {
        status: 200,
        schema: accountView,
        description: 'What is known of the account; the rest is null or empty.',
      },
      errors: {},
    },
    async ({ context, actor, account, hosts }) => {
      const { id, name, isActive, createdAt, keys } = await describeAccount(context, actor, { account });
      return {
        body: {
          ...{ isActive, id: String(id), name, accountName: name, isOperating: isActive },
          ...{ haveParentAccount: false, hasLogo: false, ...nothingKnown },
          ...{ licenses: [], sponsor: emptyContact, contact: emptyContact, creationDate: createdAt, hosts, sites: [] },
          appKey: { token: null, name: null },
          appKeys: keys.map(viewOfKey),
        },
      };
    },
  ),

  defineVtexRoute(
    {
      method: 'GET',
      path: '/api/vlm/account/stores',
      operationId: 'getStores',
      summary: 'The stores of the account: Chaveiro knows one, the account itself',
      errorForm: 'vlm',
      anyOf: opens('showAccount'),
      query: noQuery,
      body: null,
      success: {
        status: 200,
        schema: Type.Array(storeView),
        description: 'One store, with the host under the base domain, if there is one.',
      },
      errors: {},
    },
    async ({ context, actor, account, hosts }) => {
      const { id, name } = await showAccount(context, actor, { account });
      return { body: [{ id, name, hosts }] };
    },
  ),
];

function viewOfKey({ id, appKey, label, createdAt, isActive }: KeyView) {
  const bareId = id.replaceAll('-', '');
  return { id: bareId, appKey, appToken: null, label, createdIn: createdAt, isActive, isBlocked: !isActive };
}
