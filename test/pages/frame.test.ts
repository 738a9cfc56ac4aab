/** The frame of the administration pages: how somebody gets in, where they are, and what happens when they may not be. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from '../support/browser.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies, goodPassword, signIn } from '../support/people.ts';

const words = {
  en: { signIn: 'Sign in', email: 'E-mail', password: 'Password', keys: 'API Keys', ended: 'Your session has ended' },
  'pt-BR': {
    signIn: 'Entrar',
    email: 'E-mail',
    password: 'Senha',
    keys: 'Chaves de API',
    ended: 'Sua sessão terminou',
  },
  es: {
    signIn: 'Iniciar sesión',
    email: 'Correo electrónico',
    password: 'Contraseña',
    keys: 'Claves de API',
    ended: 'Su sesión terminó',
  },
} as const;

describe('the frame of the pages', { skip: chromium.skip }, () => {
  let stage: PagesStage;

  before(async () => {
    stage = await openPagesStage();
  });
  after(() => stage.close());

  for (const language of languages) {
    test(`somebody signs in, in ${language}, and is where they wanted to go`, async () => {
      const text = words[language];
      const path = '/lojaverde/keys?status=inactive';
      await stage.show(
        { path, language, cookies: null, mayFail: /^401 \/api\/v1\/session$/ },
        async ({ page, look }) => {
          await page.getByLabel(text.email).fill('nobody');
          await page.getByRole('button', { name: text.signIn }).click();
          await page.locator('.field-error').first().waitFor();
          await page.getByLabel(text.email).fill(stage.ownerEmail);
          await page.getByLabel(text.password).fill('wrong password of somebody');
          await page.getByRole('button', { name: text.signIn }).click();
          await page.getByRole('alert').waitFor();
          await look('sign-in-wrong');
          await page.getByLabel(text.password).fill(goodPassword);
          await page.keyboard.press('Enter');
          await page.getByRole('heading', { level: 1, name: text.keys }).waitFor();
          assert.equal(new URL(page.url()).search, '?status=inactive');
          assert.equal(await page.getAttribute('html', 'lang'), language);
        },
      );
    });
  }

  test('a session that ended elsewhere leads to the sign-in, and back to the same view', async () => {
    const cookies = await signIn(stage.server.url, stage.ownerEmail);
    const options = { path: '/lojaverde/keys', cookies, mayFail: /^401 / };
    await stage.show(options, async ({ page, look }) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      await callWithCookies(stage.server.url, cookies, 'DELETE', '/api/v1/session');
      await page.goto('/admin/lojaverde/keys?q=erp');
      await page.getByLabel('E-mail').fill(stage.ownerEmail);
      await page.getByLabel('Password').fill(goodPassword);
      await look('sign-in');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'API Keys' }).waitFor();
      assert.equal(new URL(page.url()).search, '?q=erp');
    });
  });

  test('language and theme are chosen in the user menu, hold, and survive a reload', async () => {
    await stage.show({ path: '/lojaverde/keys' }, async ({ page, look }) => {
      await page.getByRole('button', { name: stage.ownerEmail }).click();
      await look('user-menu');
      await page.getByRole('menuitemradio', { name: 'Português (Brasil)' }).click();
      await page.getByRole('heading', { level: 1, name: 'Chaves de API' }).waitFor();
      await page.getByRole('button', { name: stage.ownerEmail }).click();
      await page.getByRole('menuitemradio', { name: 'Escuro' }).click();
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Chaves de API' }).waitFor();
      assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
      await look('chosen-dark');
    });
  });

  test('the reference of the API is in the menu; it is searched, and opens where an address points', async () => {
    await stage.show({ path: '/lojaverde/keys' }, async ({ page }) => {
      await page.getByRole('button', { name: stage.ownerEmail }).click();
      const opened = page.waitForEvent('popup');
      await page.getByRole('menuitem', { name: 'API reference' }).click();
      const docs = await opened;
      const shown = (id: string) => docs.locator(`#${id} > summary`).isVisible();
      await docs.getByRole('heading', { name: 'Authenticate' }).waitFor();
      assert.equal(await shown('finishRenewal'), false, 'folded');
      await docs.getByLabel('Search').fill('RENEWAL/finish');
      await docs.getByText('1 found').waitFor();
      assert.deepEqual([await shown('finishRenewal'), await shown('startRenewal')], [true, false]);
      await docs.getByLabel('Search').fill('');
      await docs.evaluate("location.assign('#createKey')");
      await docs.getByText('"label":"Reports"').first().waitFor();
      assert.equal(await docs.locator('.origin').textContent(), new URL(page.url()).origin);
    });
  });

  test('an account that the user is not in, and an address of nothing, say the same', async () => {
    for (const path of ['/lojaazul/keys', '/lojaverde/nothing-here']) {
      await stage.show({ path }, async ({ page, look }) => {
        await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
        await look('not-found');
      });
    }
  });
});
