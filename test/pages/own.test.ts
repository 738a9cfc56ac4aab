/** What belongs to a person: sessions, the password, the way back after a session has ended, and other accounts. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from '../support/browser.ts';
import { pageTexts } from '../support/page-texts.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies, createMember, createOwner, goodPassword, joinAccount, signIn } from '../support/people.ts';
import { seedKeys } from '../support/seeded-keys.ts';
import { until } from '../support/until.ts';

const words = {
  en: {
    sessions: 'Your sessions',
    end: 'End session',
    others: 'End all others',
    password: 'Change password',
    current: 'Current password',
    chosen: 'New password',
    short: '1 character is missing',
    wrong: 'This is not your password.',
    guessable: 'It is made of what is tried first',
    changed: 'Password changed.',
    keys: 'API Keys',
  },
  'pt-BR': {
    sessions: 'Suas sessões',
    end: 'Encerrar esta sessão',
    others: 'Encerrar todas as outras',
    password: 'Trocar senha',
    current: 'Senha atual',
    chosen: 'Nova senha',
    short: 'Falta 1 caractere',
    wrong: 'Esta não é a sua senha.',
    guessable: 'Ela é feita do que se tenta primeiro',
    changed: 'Senha trocada.',
    keys: 'Chaves de API',
  },
  es: {
    sessions: 'Sus sesiones',
    end: 'Cerrar esta sesión',
    others: 'Cerrar todas las demás',
    password: 'Cambiar contraseña',
    current: 'Contraseña actual',
    chosen: 'Nueva contraseña',
    short: 'Falta 1 carácter',
    wrong: 'Esta no es su contraseña.',
    guessable: 'Está hecha de lo que se prueba primero',
    changed: 'Contraseña cambiada.',
    keys: 'Claves de API',
  },
} as const;

const looks = { en: ['dark', 1440], 'pt-BR': ['light', 390], es: ['light', 320] } as const;

describe('what belongs to a person', { skip: chromium.skip }, () => {
  let stage: PagesStage;

  before(async () => {
    stage = await openPagesStage(async (installation, account) => {
      await seedKeys(installation, account);
      await createOwner(installation, 'lojaazul');
      await joinAccount(installation, 'lojaazul', `ana@${account}.example`, ['OMS - Read only']);
      for (const language of languages) await createMember(installation, account, emailOf(language), ['Finance']);
    });
  });
  after(() => stage.close());

  for (const language of languages) {
    const text = words[language];
    const [theme, width] = looks[language];

    test(`sessions are listed, and one or all others are ended, in ${language}`, async () => {
      const { url } = stage.server;
      const [cookies, second, third] = [await signInAs(language), await signInAs(language), await signInAs(language)];
      await stage.show({ path: '/own-sessions', cookies, language, theme, width }, async ({ page, look }) => {
        await page.getByRole('heading', { level: 1, name: text.sessions }).waitFor();
        const ends = page.getByRole('table').getByRole('button', { name: text.end });
        await until('two others', async () => (await ends.count()) === 2);
        await look('own-sessions');
        // The newest stands first.
        await ends.first().click();
        await until('one other', async () => (await ends.count()) === 1);
        // Where the next one has come.
        await until('focus', () => page.evaluate<boolean>("document.activeElement.matches('.cell-end button')"));
        assert.deepEqual(await Promise.all([second, third].map(isSignedIn)), [true, false]);
        await page.getByRole('button', { name: text.others }).click();
        const dialog = page.getByRole('alertdialog');
        await dialog.waitFor();
        await look('own-end-others');
        await dialog.getByRole('button', { name: text.others }).click();
        await dialog.waitFor({ state: 'detached' });
        await until('no other', async () => (await ends.count()) === 0);
        assert.deepEqual(await Promise.all([cookies, second].map(isSignedIn)), [true, false]);
        await look('own-sessions-alone');
      });

      async function isSignedIn(each: string): Promise<boolean> {
        return (await callWithCookies(url, each, 'GET', '/api/v1/session')).status === 200;
      }
    });

    test(`the password is changed, what is wrong with one is said, and other sessions end, in ${language}`, async () => {
      const [cookies, other] = [await signInAs(language), await signInAs(language)];
      const options = { path: '/own-password', cookies, language, theme, width };
      await stage.show({ ...options, mayFail: /^400 .*password$/ }, async ({ page, look }) => {
        const [current, chosen] = [page.getByLabel(text.current), page.getByLabel(text.chosen)];
        const submit = page.getByRole('button', { name: text.password });
        await current.fill(goodPassword);
        await chosen.fill('fourteen chars');
        await submit.click();
        await page.getByText(text.short).waitFor();
        await look('own-password-short');
        await chosen.fill('passwordpassword');
        await submit.click();
        await page.getByText(text.guessable).waitFor();
        await look('own-password-guessable');
        await current.fill('not the one that it is');
        await chosen.fill(newPassword);
        await submit.click();
        await page.getByText(text.wrong).waitFor();
        await look('own-password-wrong');
        await current.fill(goodPassword);
        await submit.click();
        await page.getByRole('heading', { level: 1, name: text.sessions }).waitFor();
        await page.getByText(text.changed).waitFor();
      });
      const answers = [cookies, other].map((each) => callWithCookies(stage.server.url, each, 'GET', '/api/v1/session'));
      assert.deepEqual(
        (await Promise.all(answers)).map(({ status }) => status),
        [401, 401],
      );
      await assert.rejects(signIn(stage.server.url, emailOf(language)), /401/);
      await signIn(stage.server.url, emailOf(language), newPassword);
    });

    test(`somebody with several accounts goes from one to another, in ${language}`, async () => {
      const options = { path: '/lojaverde/keys', language, theme, width };
      await stage.show(options, async ({ page, look }) => {
        await page.getByRole('heading', { level: 1, name: text.keys }).waitFor();
        await page.getByText('Storefront – price feed').waitFor();
        await page.locator('.account-switch').focus();
        await page.keyboard.press('Enter');
        await page.getByRole('menuitemradio', { name: 'lojaazul' }).waitFor();
        await look('account-switcher');
        await page.keyboard.type('lojaa');
        await page.keyboard.press('Enter');
        // Ana may not see the keys there, and nothing of those here is left.
        await page.getByRole('paragraph').filter({ hasText: 'ViewApiKeys' }).waitFor();
        assert.equal(new URL(page.url()).pathname, '/admin/lojaazul/keys');
        assert.equal(await page.getByText('Storefront – price feed').count(), 0);
        await look('account-switched');
      });
    });
  }

  test('a session that ends in the middle of work leads to the sign-in, and back to where somebody was', async () => {
    const cookies = await signIn(stage.server.url, stage.ownerEmail);
    const options = { path: '/lojaverde/audit', cookies, mayFail: /^401 / };
    await stage.show(options, async ({ page, look }) => {
      await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
      await page.getByRole('table').getByText('imported').waitFor();
      await callWithCookies(stage.server.url, cookies, 'DELETE', '/api/v1/session');
      await page.getByLabel('Search in events').fill('renewed');
      await page.getByText('Your session has ended').waitFor();
      await look('session-ended');
      await signInAgain();
      await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
      assert.equal(new URL(page.url()).search, '?q=renewed');
      assert.equal(await page.getByLabel('Search in events').inputValue(), 'renewed');

      async function signInAgain() {
        await page.getByLabel('E-mail').fill(stage.ownerEmail);
        await page.getByLabel('Password').fill(goodPassword);
        await page.keyboard.press('Enter');
      }
    });
  });

  test('a change that finds the session over asks to sign in again in its place, and changes nothing before', async () => {
    const email = 'caio@lojaverde.example';
    await createMember(stage.installation, 'lojaverde', email, ['Finance']);
    const cookies = await signIn(stage.server.url, email);
    await stage.show({ path: '/own-password', cookies, mayFail: /^401 / }, async ({ page }) => {
      await page.getByLabel('Current password').fill(goodPassword);
      await page.getByLabel('New password').fill(newPassword);
      await callWithCookies(stage.server.url, cookies, 'DELETE', '/api/v1/session');
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByRole('dialog', { name: pageTexts('en')('signIn.over') }).waitFor();
      assert.equal(new URL(page.url()).pathname, '/admin/own-password');
      assert.equal(await page.getByLabel('New password').inputValue(), newPassword);
    });
    await signIn(stage.server.url, email);
  });

  test('sessions and the password are in the user menu', async () => {
    await stage.show({ path: '/lojaverde/keys' }, async ({ page }) => {
      for (const name of ['Your sessions', 'Change password']) {
        await page.getByRole('button', { name: stage.ownerEmail }).click();
        await page.getByRole('menuitem', { name }).click();
        await page.getByRole('heading', { level: 1, name }).waitFor();
      }
      await page.getByRole('link', { name: 'Back to the account' }).click();
      await page.getByRole('heading', { level: 1, name: 'API Keys' }).waitFor();
    });
  });

  function signInAs(language: (typeof languages)[number]): Promise<string> {
    return signIn(stage.server.url, emailOf(language));
  }
});

const newPassword = 'martelo azul garoa lenta';

function emailOf(language: string): string {
  return `bia-${language.toLowerCase()}@lojaverde.example`;
}
