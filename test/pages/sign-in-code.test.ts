/** The code that lets the right password in while somebody else uses up the attempts: where it is shown, and where it is typed. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from '../support/browser.ts';
import { pageTexts } from '../support/page-texts.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies, createMember, goodPassword, signIn } from '../support/people.ts';

const looks = { en: ['dark', 390], 'pt-BR': ['light', 1440], es: ['light', 390] } as const;

describe('sign-in codes', { skip: chromium.skip }, () => {
  let stage: PagesStage;

  before(async () => {
    stage = await openPagesStage(async (installation, account) => {
      for (const language of languages) await createMember(installation, account, emailOf(language), ['Finance']);
    });
  });
  after(() => stage.close());

  for (const language of languages) {
    const t = pageTexts(language);
    const [theme, width] = looks[language];

    test(`a code that is shown where one is signed in lets a new browser in though too many passwords were tried, in ${language}`, async () => {
      const email = emailOf(language);
      const cookies = await signIn(stage.server.url, email);
      const shared = { language, theme, width };
      let code = '';
      await stage.show({ ...shared, path: '/own-sessions', cookies }, async ({ page, look }) => {
        const show = page.getByRole('button', { name: t('code.show'), exact: true });
        await show.click();
        const dialog = page.getByRole('dialog', { name: t('code.title') });
        await dialog.getByText(email).waitFor();
        await dialog.getByText(t('code.effect')).waitFor();
        await look('own-sign-in-code');
        await dialog.getByRole('button', { name: `${t('common.copy')} ${t('code.title')}` }).click();
        code = await page.evaluate<string>('navigator.clipboard.readText()');
        assert.match(code, /^(\w{4}-){3}\w{4}$/);
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });
        assert.equal(await page.getByText(code).count(), 0);
      });
      // A stranger's, until no more are looked at.
      for (let i = 0; i < 5; i++) {
        const body = { email, password: `not the password ${i}` };
        assert.equal((await callWithCookies(stage.server.url, '', 'POST', '/api/v1/session', body)).status, 401);
      }
      const options = { ...shared, path: '/sign-in', cookies: null, mayFail: /^(400|429) .*session$/ };
      await stage.show(options, async ({ page, look }) => {
        const submit = page.getByRole('button', { name: t('signIn.submit'), exact: true });
        const field = page.getByLabel(t('code.field'), { exact: true });
        await page.getByLabel(t('signIn.email')).fill(email);
        await page.getByLabel(t('signIn.password')).fill(goodPassword);
        assert.equal(await field.count(), 0);
        await submit.click();
        await field.waitFor();
        await page.getByRole('alert').waitFor();
        await look('sign-in-code');
        await field.fill('AAAA-BBBB-CCCC-DDDD');
        await submit.click();
        await page.getByText(t('code.refused')).waitFor();
        await look('sign-in-code-refused');
        await field.fill(` ${code.toLowerCase().replaceAll('-', ' ')} `);
        await submit.click();
        await page.waitForURL(/\/lojaverde\//);
      });
    });
  }

  test('what is wrong with a field is told in the language of the page, also what only the server refuses', async () => {
    const t = pageTexts('es');
    const options = { language: 'es', path: '/sign-in', cookies: null, mayFail: /^400 / } as const;
    await stage.show(options, async ({ page }) => {
      const email = page.getByLabel(t('signIn.email'));
      const submit = page.getByRole('button', { name: t('signIn.submit'), exact: true });
      const faults = page.locator('.field-error');
      await submit.click();
      await faults.nth(1).waitFor();
      assert.deepEqual(await faults.allTextContents(), [t('field.required'), t('field.required')]);
      await email.fill('ana');
      await page.getByLabel(t('signIn.password')).fill(goodPassword);
      await submit.click();
      await faults.getByText(t('setup.emailRefused')).waitFor();
      await email.and(page.locator(':focus')).waitFor();
      await email.fill('ana@x.y');
      await submit.click();
      await page.getByText(t('setup.emailRefused')).waitFor();
      await email.fill(stage.ownerEmail);
      await submit.click();
      await page.waitForURL(/\/lojaverde\//);
    });
  });
});

function emailOf(language: string): string {
  return `caio-${language.toLowerCase()}@lojaverde.example`;
}
