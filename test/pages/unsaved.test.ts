/** Whoever leaves what they have changed and not saved is asked, once, and nobody else is. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { chromium } from '../support/browser.ts';
import { addRole } from '../support/members.ts';
import { pageTexts } from '../support/page-texts.ts';
import { type Language, languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies, goodPassword, signIn } from '../support/people.ts';
import { seedKeys } from '../support/seeded-keys.ts';

const words = {
  en: { question: 'Leave without saving?', stay: 'Stay', leave: 'Leave' },
  'pt-BR': { question: 'Sair sem salvar?', stay: 'Continuar aqui', leave: 'Sair' },
  es: { question: '¿Salir sin guardar?', stay: 'Quedarse', leave: 'Salir' },
} as const;

describe('leaving what is not saved', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  let role: number;

  before(async () => {
    stage = await openPagesStage((installation, account) => seedKeys(installation, account));
    role = await addRole(stage, 'Pickers', ['OMSViewer', 'ListOrders', 'LogisticsViewer']);
  });
  after(() => stage.close());

  for (const language of languages) {
    const t = pageTexts(language);

    test(`whoever has changed a role is asked before a link or the way back leads away, in ${language}`, async () => {
      await stage.show({ path: '/lojaverde/roles', language }, async ({ page, look }) => {
        const { question, stay, leave, name, toKeys, roles, keys } = parts(page, language);
        await page.getByRole('link', { name: 'Pickers' }).click();
        await name.fill('Packers');
        await toKeys.click();
        await question.waitFor();
        await look('leave');
        await stay.click();
        await gone(question);
        // Esc stays as well.
        await toKeys.click();
        await question.waitFor();
        await page.keyboard.press('Escape');
        await gone(question);
        await back(page);
        await stay.click();
        await page.waitForURL(new RegExp(`/roles/${role}$`));
        await gone(question);
        assert.equal(await name.inputValue(), 'Packers');
        await back(page);
        await leave.click();
        await roles.waitFor();
        assert.equal(await question.count(), 0);

        await page.getByRole('button', { name: t('roles.create') }).click();
        await name.fill('Half');
        await toKeys.click();
        await leave.click();
        await keys.waitFor();
      });
    });

    test(`nobody is asked who has changed nothing, has taken it back or has saved it, in ${language}`, async () => {
      await stage.show({ path: `/lojaverde/roles/${role}`, language }, async ({ page }) => {
        // Were anything asked, the next page would not come.
        const { name, toRoles, roles } = parts(page, language);
        await name.fill('Packers');
        await name.fill('Pickers');
        await toRoles.click();
        await roles.waitFor();
        // A copy is new, but not yet anybody's work.
        await page.goto(`/admin/lojaverde/roles/new?from=${role}`);
        await name.waitFor();
        await toRoles.click();
        await roles.waitFor();
        await page.getByRole('link', { name: 'Pickers' }).click();
        await name.fill(`Pickers ${language}`);
        await page.getByRole('button', { name: t('common.save'), exact: true }).click();
        await page.getByText(t('common.saved')).waitFor();
        await toRoles.click();
        await page.getByRole('link', { name: `Pickers ${language}` }).waitFor();
        await page.getByRole('button', { name: t('roles.create') }).click();
        await name.fill(`New ${language}`);
        await page.getByRole('searchbox', { name: t('roles.searchResources') }).fill('omsviewer');
        const box = page.getByRole('checkbox', { name: /OMSViewer/ });
        await box.first().check({ force: true });
        await page.getByRole('button', { name: t('roles.create'), exact: true }).click();
        await page.getByRole('link', { name: `New ${language}` }).click();
        await page.getByRole('button', { name: t('roles.takeOut', { name: 'View order' }) }).waitFor();
        // What is deleted has nothing to be saved.
        await name.fill('Gone');
        await page.getByRole('button', { name: t('roles.delete') }).click();
        await page
          .getByRole('alertdialog')
          .getByRole('button', { name: t('roles.delete') })
          .click();
        await roles.waitFor();
      });
      await callWithCookies(stage.server.url, stage.cookies, 'PATCH', `/api/v1/accounts/lojaverde/roles/${role}`, {
        name: 'Pickers',
      });
    });
  }

  test('the browser asks when the window is closed on unsaved changes, and only then', async () => {
    const name = pageTexts('en')('roles.name');
    await stage.show({ path: `/lojaverde/roles/${role}` }, async ({ page }) => {
      await page.getByLabel(name).fill('Packers');
      const [dialog] = await Promise.all([page.waitForEvent('dialog'), page.close({ runBeforeUnload: true })]);
      assert.equal(dialog.type(), 'beforeunload');
      await dialog.dismiss();
      await page.getByLabel(name).fill('Pickers');
      await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })]);
    });
  });

  test('by keyboard alone one stays, with focus where it was, or leaves', async () => {
    await stage.show({ path: '/lojaverde/roles/new' }, async ({ page }) => {
      const focused = page.locator(':focus');
      const { question, stay, leave, name, toRoles, roles } = parts(page, 'en');
      await name.and(focused).waitFor();
      await page.keyboard.type('Half');
      await toRoles.focus();
      await page.keyboard.press('Enter');
      await stay.and(focused).waitFor();
      await page.keyboard.press('Enter');
      await gone(question);
      await toRoles.and(focused).waitFor();
      await page.keyboard.press('Enter');
      await stay.and(focused).waitFor();
      await page.keyboard.press('Shift+Tab');
      await leave.and(focused).waitFor();
      await page.keyboard.press('Enter');
      await roles.waitFor();
    });
  });

  test('a drawer with something in it asks at Esc, at a click outside and at its cross', async () => {
    const t = pageTexts('en');
    await stage.show({ path: '/lojaverde/keys' }, async ({ page, look }) => {
      const { question, stay, leave } = parts(page, 'en');
      const drawer = page.getByRole('dialog', { name: t('keys.generateTitle') });
      const open = async () => {
        await page.getByRole('button', { name: t('keys.generate'), exact: true }).click();
        await drawer.waitFor();
      };
      const ways = [
        () => page.keyboard.press('Escape'),
        () => page.mouse.click(200, 5),
        () => drawer.getByRole('button', { name: t('common.close'), exact: true }).click(),
      ];
      // Nothing was entered: nobody is asked.
      await open();
      await page.keyboard.press('Escape');
      await gone(drawer);
      await open();
      const name = page.getByLabel(t('keys.name'));
      await name.fill('Half a key');
      for (const way of ways) {
        await way();
        await question.waitFor();
        if (way === ways[0]) await look('drawer-leave');
        await stay.click();
        await gone(question);
        assert.equal(await name.inputValue(), 'Half a key');
      }
      await page.keyboard.press('Escape');
      await leave.click();
      await gone(drawer);
    });
  });

  test('a session that ends while something is entered is begun again in its place', async () => {
    const language = 'pt-BR';
    const t = pageTexts(language);
    const cookies = await signIn(stage.server.url, stage.ownerEmail);
    const options = { path: '/lojaverde/keys', language, cookies, mayFail: /^401 /, width: 390 } as const;
    await stage.show(options, async ({ page, look }) => {
      await page.getByRole('button', { name: t('keys.generate'), exact: true }).click();
      await page.getByLabel(t('keys.name')).fill('Kept');
      await page.getByRole('button', { name: t('common.continue') }).click();
      await callWithCookies(stage.server.url, cookies, 'DELETE', '/api/v1/session');
      const generate = page.getByRole('button', { name: t('keys.generateConfirm'), exact: true });
      await generate.click();
      const again = page.getByRole('dialog', { name: t('signIn.over') });
      assert.equal(await again.getByLabel(t('signIn.email')).inputValue(), stage.ownerEmail);
      await look('sign-in-again');
      await again.getByLabel(t('signIn.password')).fill(goodPassword);
      await page.keyboard.press('Enter');
      await gone(again);
      await generate.click();
      await page.getByRole('dialog', { name: t('keys.generatedTitle') }).waitFor();
      await page.getByText('Kept').first().waitFor();
    });
  });

  test('signing out asks as well, before the session ends', async () => {
    const t = pageTexts('en');
    const cookies = await signIn(stage.server.url, stage.ownerEmail);
    const path = `/lojaverde/roles/${role}`;
    await stage.show({ path, cookies }, async ({ page }) => {
      const { question, stay, name } = parts(page, 'en');
      await name.fill('Packers');
      await page.getByRole('button', { name: stage.ownerEmail }).click();
      await page.getByRole('menuitem', { name: t('frame.signOut') }).click();
      await stay.click();
      await gone(question);
    });
  });

  test('whoever leaves changed settings or a new password is asked, too', async () => {
    const t = pageTexts('en');
    await stage.show({ path: '/lojaverde/keys' }, async ({ page }) => {
      const { question, stay, leave, keys } = parts(page, 'en');
      await page.getByRole('link', { name: t('settings.tab') }).click();
      await page.getByRole('radio', { name: t('settings.months6') }).check({ force: true });
      await page.getByRole('link', { name: t('keys.generated') }).click();
      await stay.click();
      await gone(question);
      await page.getByRole('radio', { name: t('settings.months3') }).check({ force: true });
      await page.getByRole('link', { name: t('keys.generated') }).click();
      await page.getByRole('searchbox').waitFor();
      await page.getByRole('button', { name: stage.ownerEmail }).click();
      await page.getByRole('menuitem', { name: t('own.password') }).click();
      await page.getByLabel(t('setup.newPassword')).fill('another one');
      await back(page);
      await leave.click();
      await keys.waitFor();
    });
  });
});

/** What a test looks for, in a language. */
function parts(page: Page, language: Language) {
  const t = pageTexts(language);
  const text = words[language];
  const question = page.getByRole('alertdialog', { name: text.question });
  return {
    question,
    stay: question.getByRole('button', { name: text.stay }),
    leave: question.getByRole('button', { name: text.leave, exact: true }),
    name: page.getByLabel(t('roles.name')),
    toRoles: page.locator('.back-link'),
    toKeys: page.getByRole('link', { name: t('keys.title') }).first(),
    roles: page.getByRole('heading', { level: 1, name: t('roles.title'), exact: true }),
    keys: page.getByRole('heading', { level: 1, name: t('keys.title') }),
  };
}

async function gone(dialog: Locator): Promise<void> {
  await dialog.waitFor({ state: 'detached' });
}

/** As the browser's own button does. What waits for an answer is no navigation that Playwright could wait for. */
async function back(page: Page): Promise<void> {
  await page.evaluate('history.back()');
}
