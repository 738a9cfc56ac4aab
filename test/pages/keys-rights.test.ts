/** *API Keys* for who may do a part of it: what they may do works, and the page asks for nothing that is refused. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { verify } from '../support/api.ts';
import { chromium } from '../support/browser.ts';
import { pageTexts } from '../support/page-texts.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies, createOwner, signIn, signInWith } from '../support/people.ts';
import { seededKey, seedKeys } from '../support/seeded-keys.ts';

describe('API Keys with few rights', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  const path = '/lojaverde/keys';
  /** May edit keys, and see neither them nor roles. */
  let blindEditor: string;
  /** May edit and see keys, and not see roles. */
  let editor: string;

  before(async () => {
    stage = await openPagesStage(async (installation, account) => {
      await seedKeys(installation, account);
      await createOwner(installation, 'lojanova');
    });
    const signInAs = (...resources: string[]) =>
      signInWith(stage.installation, stage.server.url, { account: 'lojaverde', resources });
    blindEditor = await signInAs('EditApiKeys');
    editor = await signInAs('EditApiKeys', 'RenewApiToken');
  });
  after(() => stage.close());

  const readKey = async (key: string) =>
    (await callWithCookies(stage.server.url, stage.cookies, 'GET', `/api/v1/accounts/lojaverde/keys/${key}`)).body;

  test('who may only edit keys generates one, is told why it can have no roles, and nothing that is asked is refused', async () => {
    await stage.show({ path, cookies: blindEditor }, async ({ page, look }) => {
      await page.getByText('a role with ViewApiKeys or RenewApiToken').waitFor();
      await look('keys-editor');
      await page.getByRole('button', { name: 'Generate Key' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Key identification').fill('Without roles');
      await dialog
        .getByRole('group', { name: 'Roles' })
        .getByText('a role with ViewApiKeys or Get_Roles_Paged')
        .waitFor();
      assert.equal(await dialog.getByRole('checkbox').count(), 0);
      await look('generate-without-roles');
      await dialog.getByRole('button', { name: 'Continue' }).click();
      await dialog.getByText('Nothing yet: it has no role.').waitFor();
      await dialog.getByRole('button', { name: 'Generate', exact: true }).click();
      await dialog.getByRole('heading', { name: 'Key generated' }).waitFor();
      const [appKey = '', appToken = ''] = await page.locator('.secret-text').allTextContents();
      assert.equal((await verify(stage.server.url, { appKey, appToken })).code, 'no_grant');
      assert.deepEqual((await readKey(appKey)).roles, []);
      await dialog.getByRole('button', { name: 'Copy Token' }).click();
      await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
      await page.getByRole('button', { name: 'Generate Key' }).and(page.locator(':focus')).waitFor();
    });
  });

  for (const language of languages) {
    test(`who may edit keys and not see roles edits the rest of a key, in ${language}`, async () => {
      const t = pageTexts(language);
      await stage.show({ path, language, cookies: editor, width: 390 }, async ({ page, look }) => {
        const row = page.getByRole('row').filter({ hasText: 'HBNDRA' });
        await row.locator('[aria-haspopup="menu"]').click();
        await page.getByRole('menuitem', { name: t('keys.edit') }).click();
        const dialog = page.getByRole('dialog');
        const roles = dialog.getByRole('group', { name: t('keys.roles') });
        await roles.getByText('Checkout Admin').waitFor();
        assert.match((await roles.textContent()) ?? '', /ViewApiKeys (or|ou|o) Get_Roles_Paged/);
        assert.equal(await dialog.getByRole('checkbox').count(), 1, 'the one that activates');
        await look('edit-without-roles');
        await dialog.getByLabel(t('keys.name')).fill(`Price feed ${language}`);
        await dialog.getByRole('button', { name: t('common.save') }).click();
        await row.getByText(`Price feed ${language}`).waitFor();
      });
      const { label, roles } = await readKey(seededKey('lojaverde', 'HBNDRA'));
      assert.equal(label, `Price feed ${language}`);
      assert.deepEqual(
        (roles as { name: string }[]).map(({ name }) => name),
        ['Checkout Admin'],
      );
    });
  }

  test('who may renew tokens and not see settings sees which tokens are old, and which renewals are pending', async () => {
    await stage.show({ path, cookies: editor, width: 390 }, async ({ page, look }) => {
      const row = (code: string) => page.getByRole('row').filter({ hasText: code });
      await row('GAEWSP').getByText('Up to date').waitFor();
      await row('QWLKZT').getByText('Overdue (orange)').waitFor();
      await row('PTVYQC').getByText('Overdue (red)').waitFor();
      await row('XKSJWM').getByText('Pending deletion - Old token').waitFor();
      await look('keys-levels');
      await row('PTVYQC').getByRole('link').click();
      await page.getByRole('region', { name: 'Tokens' }).getByText('Overdue (red)').waitFor();
    });
  });

  test('the token of the first key of an account is shown until its dialog is closed', async () => {
    const cookies = await signIn(stage.server.url, 'ana@lojanova.example');
    await stage.show({ path: '/lojanova/keys', cookies }, async ({ page, look }) => {
      await page.getByRole('heading', { name: 'No key yet' }).waitFor();
      await page.getByRole('button', { name: 'Generate Key' }).click();
      await page.getByLabel('Key identification').fill('The first one');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('button', { name: 'Generate', exact: true }).click();
      await page.locator('tbody').getByText('The first one').waitFor({ state: 'attached' });
      const [appKey = '', appToken = ''] = await page.locator('.secret-text').allTextContents();
      assert.equal((await verify(stage.server.url, { appKey, appToken })).code, 'no_grant');
      await look('generated-first', 'at this width');
      await page.getByRole('dialog').getByRole('button', { name: 'Copy Token' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Generate Key' }).and(page.locator(':focus')).waitFor();
    });
  });
});
