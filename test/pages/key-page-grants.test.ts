/** On the page of a key its owner declines what other accounts have given it. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { verify } from '../support/api.ts';
import { chromium } from '../support/browser.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies, signIn, signInWith } from '../support/people.ts';
import { seedPartners } from '../support/seeded-external-keys.ts';
import { seededKey, seededToken, seedKeys } from '../support/seeded-keys.ts';
import { until } from '../support/until.ts';

const words = {
  en: {
    grants: 'Other accounts',
    decline: 'Decline',
    title: 'Decline these roles?',
    effect: 'is denied at once',
    cancel: 'Cancel',
    declined: 'Roles of lojaazul declined',
    event: /declined roles of another account/,
  },
  'pt-BR': {
    grants: 'Outras contas',
    decline: 'Recusar',
    title: 'Recusar esses perfis de acesso?',
    effect: 'é negada imediatamente',
    cancel: 'Cancelar',
    declined: 'Perfis de acesso de lojaazul recusados',
    event: /recusou perfis de outra conta/,
  },
  es: {
    grants: 'Otras cuentas',
    decline: 'Rechazar',
    title: '¿Rechazar estos roles?',
    effect: 'se deniega de inmediato',
    cancel: 'Cancelar',
    declined: 'Roles de lojaazul rechazados',
    event: /rechazó roles de otra cuenta/,
  },
} as const;

const key = { appKey: seededKey('lojaverde', 'GAEWSP'), appToken: seededToken('GAEWSP') };
const givers = ['lojaazul', 'parceira'] as const;

describe('grants on the page of a key', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  let path: string;
  const cookiesOf = new Map<string, string>();

  const call = (cookies: string, method: string, address: string, body?: unknown) =>
    callWithCookies(stage.server.url, cookies, method, `/api/v1/accounts/${address}`, body, {
      'Sec-Fetch-Site': 'same-origin',
    });
  const givenBy = async () => {
    const { body } = await call(stage.cookies, 'GET', `lojaverde/keys/${key.appKey}/grants`);
    return (body.items as { account: string }[]).map(({ account }) => account);
  };
  const codeIn = async (account: string) => (await verify(stage.server.url, { ...key, account })).code;
  const part = (page: Page) => page.getByRole('region', { name: words.en.grants, exact: true });
  const isFocused = (page: Page, selector: string) =>
    until(`focus is on ${selector}`, () => page.evaluate<boolean>(`document.activeElement.matches('${selector}')`));

  before(async () => {
    stage = await openPagesStage(async (installation, account) => {
      await seedKeys(installation, account);
      await seedPartners(installation);
    });
    for (const giver of givers) cookiesOf.set(giver, await signIn(stage.server.url, `ana@${giver}.example`));
    path = `/lojaverde/keys/${(await call(stage.cookies, 'GET', `lojaverde/keys/${key.appKey}`)).body.id}`;
  });
  beforeEach(async () => {
    const given = await givenBy();
    for (const giver of givers.filter((each) => !given.includes(each))) {
      const body = { appKey: key.appKey, roles: [1] };
      const answer = await call(cookiesOf.get(giver) ?? '', 'POST', `${giver}/external-keys`, body);
      assert.equal(answer.status, 201);
    }
  });
  after(() => stage.close());

  for (const language of languages) {
    test(`the owner declines what one account has given, after a question that names it, in ${language}`, async () => {
      const text = words[language];
      const button = `${text.decline} lojaazul`;
      await stage.show({ path, language }, async ({ page, look }) => {
        const grants = page.getByRole('region', { name: text.grants, exact: true });
        await grants.getByRole('button', { name: button }).click();
        const question = page.getByRole('alertdialog', { name: text.title });
        await question.getByText(text.effect).waitFor();
        const asked = (await question.textContent()) ?? '';
        for (const named of ['Marketplace – seller hub', key.appKey, 'lojaazul'])
          assert.ok(asked.includes(named), named);
        await look('key-decline');
        await question.getByRole('button', { name: text.cancel }).click();
        await isFocused(page, '[data-row="lojaazul"] button');
        assert.equal(await codeIn('lojaazul'), 'allowed');

        await grants.getByRole('button', { name: button }).click();
        await question.getByRole('button', { name: text.decline, exact: true }).click();
        await question.waitFor({ state: 'detached' });
        await page.getByText(text.declined).waitFor();
        await isFocused(page, '[data-row="parceira"] button');
        assert.deepEqual(await grants.getByRole('listitem').locator('strong').allTextContents(), ['parceira']);
        await page.getByText(text.event).first().waitFor();
        assert.deepEqual(await givenBy(), ['parceira']);
        assert.deepEqual(
          [await codeIn('lojaazul'), await codeIn('parceira'), await codeIn('lojaverde')],
          ['no_grant', 'allowed', 'allowed'],
        );
      });
    });
  }

  test('by keyboard alone a grant is declined; the question begins at Cancel', async () => {
    await stage.show({ path, width: 390, theme: 'dark' }, async ({ page, look }) => {
      await part(page).getByRole('button', { name: 'Decline lojaazul' }).waitFor();
      await look('key-grants');
      for (let i = 0; i < 60; i += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate<boolean>(`document.activeElement.matches('[data-row="lojaazul"] button')`)) break;
      }
      await page.keyboard.press('Enter');
      await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor();
      await look('key-decline');
      await page.keyboard.press('Escape');
      await isFocused(page, '[data-row="lojaazul"] button');
      await page.keyboard.press('Enter');
      await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await part(page).getByRole('listitem').filter({ hasText: 'lojaazul' }).waitFor({ state: 'detached' });
      await isFocused(page, '[data-row="parceira"] button');
      assert.deepEqual(await givenBy(), ['parceira']);
    });
  });

  test('who may not edit keys sees why nothing can be declined, and the server refuses it without the page', async () => {
    for (const resource of ['ViewApiKeys', 'RenewApiToken']) {
      const reader = { account: 'lojaverde', resources: [resource] };
      const cookies = await signInWith(stage.installation, stage.server.url, reader);
      await stage.show({ path, cookies }, async ({ page, look }) => {
        const button = part(page).getByRole('button', { name: 'Decline lojaazul' });
        await button.waitFor();
        assert.equal(await button.isDisabled(), true);
        await part(page)
          .getByRole('listitem')
          .filter({ has: page.getByText('lojaazul') })
          .getByRole('group')
          .focus();
        await page.getByRole('tooltip').getByText('You need a role with EditApiKeys').waitFor();
        await page.keyboard.press('Escape');
        await look('key-grants-reader');
      });
      const refused = await call(cookies, 'DELETE', `lojaverde/keys/${key.appKey}/grants/lojaazul`);
      assert.deepEqual([refused.status, refused.body.code], [403, 'resource_missing']);
    }
    assert.deepEqual(await givenBy(), [...givers]);
  });

  test('what was taken back meanwhile is said to be gone', async () => {
    await stage.show({ path, width: 320, mayFail: /^404 .*\/grants\/lojaazul$/ }, async ({ page, look }) => {
      await part(page).getByRole('button', { name: 'Decline lojaazul' }).click();
      const taken = await call(cookiesOf.get('lojaazul') ?? '', 'DELETE', `lojaazul/external-keys/${key.appKey}`);
      assert.equal(taken.status, 204);
      await page.getByRole('alertdialog').getByRole('button', { name: 'Decline', exact: true }).click();
      await page.getByRole('alert').getByText('It does not exist any more').waitFor();
      await look('key-decline-gone');
    });
  });
});
