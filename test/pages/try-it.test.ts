/** *Try it*: what a pair may do, and why, in the words of each language. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { chromium } from '../support/browser.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { createMember, createOwner, joinAccount, signIn } from '../support/people.ts';
import { seededKey, seededToken, seedKeys } from '../support/seeded-keys.ts';

const words = {
  en: {
    title: 'Try it',
    key: 'API key',
    token: 'API token',
    add: 'Add resource',
    decide: 'Check',
    allowed: 'Allowed',
    denied: 'Denied',
    route: 'May it call an API?',
    any: 'Does it have any role?',
    path: 'Path',
    opens: 'opens OMSViewer',
    opensNothing: 'opens none of these',
    noGrant: 'has no role in this account',
    wrong: 'the token is not one of its tokens',
    unknownRoute: 'has no such method and path',
    unknownApi: 'There is no API of this name.',
    codes: 'What each code means',
  },
  'pt-BR': {
    title: 'Testar',
    key: 'Chave de API',
    token: 'Token de API',
    add: 'Adicionar recurso',
    decide: 'Verificar',
    allowed: 'Permitido',
    denied: 'Negado',
    route: 'Ela pode chamar uma API?',
    any: 'Ela tem algum perfil de acesso?',
    path: 'Caminho',
    opens: 'abre OMSViewer',
    opensNothing: 'não abre nenhum destes',
    noGrant: 'não tem perfil nesta conta',
    wrong: 'o token não é dela',
    unknownRoute: 'não tem esse método e caminho',
    unknownApi: 'Não há API com este nome.',
    codes: 'O que cada código significa',
  },
  es: {
    title: 'Probar',
    key: 'Clave de API',
    token: 'Token de API',
    add: 'Agregar recurso',
    decide: 'Comprobar',
    allowed: 'Permitido',
    denied: 'Denegado',
    route: '¿Puede llamar a una API?',
    any: '¿Tiene algún rol?',
    path: 'Ruta',
    opens: 'abre OMSViewer',
    opensNothing: 'no abre ninguno de estos',
    noGrant: 'no tiene rol en esta cuenta',
    wrong: 'el token no es suyo',
    unknownRoute: 'no tiene ese método y ruta',
    unknownApi: 'No hay ninguna API con este nombre.',
    codes: 'Qué significa cada código',
  },
} as const;

const looks = {
  en: { theme: 'light', width: 1440 },
  'pt-BR': { theme: 'dark', width: 390 },
  es: { theme: 'light', width: 320 },
} as const;

/** All that a decision can come to, in the order in which it is looked for. */
const codes = [
  ...['allowed', 'missing_credentials', 'ambiguous_credentials', 'invalid_credentials', 'key_inactive'],
  ...['token_expired', 'account_inactive', 'bad_path', 'unknown_route', 'no_grant', 'resource_denied'],
  ...['not_ready', 'too_stale', 'overloaded', 'misconfigured'],
];

describe('trying a pair', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  const path = '/lojaverde/try';

  before(async () => {
    stage = await openPagesStage(async (installation, account) => {
      await seedKeys(installation, account);
      const file = join(installation.folder, 'routes.json');
      const routes = [{ method: 'GET', path: '/api/oms/pvt/orders/{id}', anyOf: ['OMSViewer'] }];
      writeFileSync(file, JSON.stringify(routes));
      await installation.json('routes', 'import', file, '--api', 'orders');
      await createOwner(installation, 'lojaazul');
      await joinAccount(installation, 'lojaazul', `ana@${account}.example`, ['1']);
      await createMember(installation, account, 'bia@lojaverde.example', ['OMS - Read only']);
    });
  });
  after(() => stage.close());

  for (const language of languages) {
    const text = words[language];

    const fillPair = async (page: Page, code: string, token = seededToken(code)) => {
      await page.getByLabel(text.key, { exact: true }).fill(seededKey('lojaverde', code));
      await page.getByLabel(text.token, { exact: true }).fill(token);
    };

    test(`the decision, its reason, and what each role adds are said, in ${language}`, async () => {
      const mayFail = /^400 \/api\/v1\/accounts\/lojaverde\/decisions$/;
      await stage.show({ path, language, ...looks[language], mayFail }, async ({ page, look }) => {
        const decide = () => page.getByRole('button', { name: text.decide }).click();
        await page.getByRole('heading', { level: 1, name: text.title }).waitFor();
        await look('try-empty');
        // Finance opens OMSViewer, Checkout Admin does not.
        await fillPair(page, 'QWLKZT');
        await page.getByRole('button', { name: text.add }).click();
        await page.keyboard.type('omsviewer');
        await page.keyboard.press('Enter');
        await decide();
        await page.getByRole('heading', { name: text.allowed }).waitFor();
        const roles = page.getByRole('listitem');
        await roles.filter({ hasText: 'Finance' }).getByText(text.opens).waitFor();
        await roles.filter({ hasText: 'Checkout Admin' }).getByText(text.opensNothing).waitFor();
        await look('try-allowed');

        await fillPair(page, 'HBNDRA');
        assert.equal(await page.getByRole('heading', { name: text.allowed }).count(), 0, 'it was about another pair');
        await decide();
        await page.getByText('resource_denied', { exact: true }).first().waitFor();
        await roles.getByText('OMS - Full access').waitFor();
        await look('try-denied');

        await fillPair(page, 'MVNIYH');
        await decide();
        await page.getByText(text.noGrant).first().waitFor();

        await fillPair(page, 'MVNIYH', 'not the token of this key at all');
        await decide();
        await page.getByText(text.wrong).waitFor();
        await look('try-wrong-token');

        await fillPair(page, 'QWLKZT');
        await page.getByText(text.route).click();
        await page.getByLabel('API', { exact: true }).fill('carts');
        await page.getByLabel(text.path, { exact: true }).fill('/api/oms/pvt/orders/1?q=x');
        await decide();
        await page.getByText(text.unknownApi).waitFor();
        await page.getByLabel('API', { exact: true }).fill('orders');
        await decide();
        await page.getByRole('heading', { name: text.allowed }).waitFor();
        await page.getByLabel(text.path, { exact: true }).fill('/api/oms/pvt/carts');
        await decide();
        await page.getByText(text.unknownRoute).first().waitFor();
        assert.equal(await page.locator('.try-roles').count(), 0, 'no role would change it');
        await look('try-route');

        await page.getByText(text.codes).click();
        assert.deepEqual(await page.locator('.try-codes dt code').allInnerTexts(), codes);
        await look('try-codes');
      });
    });
  }

  test('somebody with several accounts chooses which one is called', async () => {
    await stage.show({ path, theme: 'dark' }, async ({ page, look }) => {
      await page.getByLabel('API key', { exact: true }).fill(seededKey('lojaverde', 'QWLKZT'));
      await page.getByLabel('API token', { exact: true }).fill(seededToken('QWLKZT'));
      await page.getByText('Does it have any role?').click();
      await page.getByRole('button', { name: 'Check' }).click();
      await page.getByText('is a role, which is enough').first().waitFor();
      await page.getByRole('button', { name: /Account that is called/ }).click();
      await page.getByRole('option', { name: 'lojaazul' }).click();
      await page.getByRole('button', { name: 'Check' }).click();
      // Of a key that it has given no role, an account is told nothing.
      await page.getByText('no_grant', { exact: true }).first().waitFor();
      await look('try-other-account');
    });
  });

  test('a role that would be enough leads to what it opens', async () => {
    await stage.show({ path }, async ({ page }) => {
      await page.getByLabel(words.en.key, { exact: true }).fill(seededKey('lojaverde', 'HBNDRA'));
      await page.getByLabel(words.en.token, { exact: true }).fill(seededToken('HBNDRA'));
      await page.getByRole('button', { name: words.en.add }).click();
      await page.keyboard.type('omsviewer');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: words.en.decide }).click();
      await page.getByRole('link', { name: 'OMS - Full access', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'OMS - Full access' }).waitFor();
    });
  });

  test('whoever may not see keys is told which resource to ask for', async () => {
    const cookies = await signIn(stage.server.url, 'bia@lojaverde.example');
    await stage.show({ path, cookies }, async ({ page, look }) => {
      await page.getByText('ViewApiKeys').waitFor();
      assert.equal(await page.getByLabel('API token').count(), 0);
      await look('try-no-permission');
    });
  });
});
