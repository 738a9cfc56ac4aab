/** The tab *External*: keys of other accounts are added, changed and removed, and nothing else can be done with them. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { chromium } from '../support/browser.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies, signIn, signInWith } from '../support/people.ts';
import { seedExternalKeys, seedPartners } from '../support/seeded-external-keys.ts';
import { seededKey, seedKeys } from '../support/seeded-keys.ts';
import { until } from '../support/until.ts';
import { externalWords } from './external-keys-words.ts';

/** In the browser: what somebody hears of the element that has focus. */
const focusedName = `(() => {
  const { activeElement } = document;
  const labels = [...(activeElement.labels ?? [])].map((label) => label.querySelector('.checkbox-text') ?? label);
  return (activeElement.getAttribute('aria-label') ?? labels[0]?.textContent ?? activeElement.textContent).trim();
})()`;

const added = seededKey('lojaazul', 'GHIJKL');
const path = '/lojaverde/keys/external';

describe('the external keys', { skip: chromium.skip }, () => {
  let stage: PagesStage;

  before(async () => {
    stage = await openPagesStage(async (installation, account) => {
      await seedKeys(installation, account);
      await seedPartners(installation);
    });
    await seedExternalKeys(stage.server.url, stage.account, stage.cookies);
  });
  after(() => stage.close());

  const rowOf = (page: Page, code: string) => page.getByRole('row').filter({ hasText: code });
  const ask = (method: string, key: `/${string}` | '', body?: unknown, cookies = stage.cookies) =>
    callWithCookies(stage.server.url, cookies, method, `/api/v1/accounts/lojaverde/external-keys${key}`, body, {
      'Sec-Fetch-Site': 'same-origin',
    });

  for (const language of languages) {
    test(`a key is added with its string and roles, changed and removed, in ${language}`, async () => {
      const text = externalWords[language];
      await stage.show({ path, language, mayFail: /^(404|409) .*\/external-keys$/ }, async ({ page, look }) => {
        await rowOf(page, 'ABCDEF').waitFor();
        await look('external');
        const open = () => page.getByRole('button', { name: text.add, exact: true }).click();
        const dialog = page.getByRole('dialog');
        const submit = dialog.getByRole('button', { name: text.submit, exact: true });
        const fill = (key: string) => dialog.getByLabel(text.field).fill(key);

        await open();
        assert.equal(await dialog.getByRole('checkbox', { checked: true }).count(), 0, 'no role is chosen');
        await submit.click();
        await dialog.getByText(text.noKey).waitFor();
        await dialog.getByText(text.noRole).waitFor();
        await dialog.getByText('Finance', { exact: true }).click();
        for (const unknown of ['appkey-lojaazul-NOBODY', seededKey('lojaverde', 'GAEWSP')]) {
          await fill(unknown);
          await submit.click();
          await dialog.getByText(text.unknown).waitFor();
        }
        await fill(seededKey('lojaazul', 'ABCDEF'));
        await submit.click();
        await dialog.getByText(text.exists).waitFor();
        await fill(` ${added} `);
        await dialog.getByLabel(text.note).fill('Northwind');
        await dialog.getByLabel(text.lastDay).fill('2027-01-31');
        await look('external-add');
        await submit.click();
        await dialog.waitFor({ state: 'detached' });
        const row = rowOf(page, 'GHIJKL');
        await row.waitFor();
        for (const part of ['lojaazul', 'Northwind', 'Finance', text.statuses[0], text.until]) {
          assert.ok((await row.textContent())?.includes(part), part);
        }
        assert.equal(
          (await ask('GET', `/${added}`)).body.expiresAt,
          '2027-02-01T02:59:59.999Z',
          'the end of the day here',
        );

        const menu = row.getByRole('button', { name: `${text.actions} ${added}` });
        await menu.click();
        assert.deepEqual(await page.getByRole('menuitem').allTextContents(), [text.edit, text.remove]);
        await page.getByRole('menuitem', { name: text.edit }).click();
        await dialog.getByText('Call center operator', { exact: true }).click();
        await dialog.getByLabel(text.note).fill('');
        await dialog.getByLabel(text.lastDay).fill('');
        await dialog.getByRole('button', { name: text.save }).click();
        await dialog.waitFor({ state: 'detached' });
        await row.locator('[aria-haspopup="menu"]:focus').waitFor();
        const changed = (await ask('GET', `/${added}`)).body;
        assert.deepEqual([changed.note, changed.expiresAt, (changed.roles as unknown[]).length], [null, null, 2]);

        await menu.click();
        await page.getByRole('menuitem', { name: text.remove }).click();
        const question = page.getByRole('alertdialog');
        await look('external-remove');
        await question.getByRole('button', { name: text.cancel }).click();
        assert.equal((await ask('GET', `/${added}`)).status, 200, 'nothing was removed yet');
        await menu.click();
        await page.getByRole('menuitem', { name: text.remove }).click();
        await question.getByRole('button', { name: text.remove }).click();
        await row.waitFor({ state: 'detached' });
        assert.equal((await ask('GET', `/${added}`)).status, 404);
      });
    });
  }

  test('by keyboard alone a key is added, edited and removed; focus comes back each time', async () => {
    await stage.show({ path }, async ({ page }) => {
      const { keyboard } = page;
      const focused = (name: string) =>
        until(`focus is on ${name}`, async () => (await page.evaluate<string>(focusedName)) === name, 20_000);
      /** Presses Tab until something of this name has focus. */
      const tabTo = async (name: string) => {
        for (let i = 0; i < 60; i += 1) {
          await keyboard.press('Tab');
          if ((await page.evaluate<string>(focusedName)) === name) return;
        }
        assert.fail(`Tab does not lead to "${name}"`);
      };
      const choose = async (letters: string) => {
        await keyboard.press('Enter');
        await page.getByRole('menu').waitFor();
        await keyboard.type(letters);
        await keyboard.press('Enter');
      };
      const row = rowOf(page, 'GHIJKL');
      await rowOf(page, 'ABCDEF').waitFor();
      await tabTo('Add Key');
      await keyboard.press('Enter');
      await focused('External key identification');
      await keyboard.type(added);
      await tabTo('Finance');
      await keyboard.press('Space');
      await keyboard.press('Enter');
      await row.waitFor();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await focused('Add Key');

      const menu = `Actions for ${added}`;
      await tabTo(menu);
      await choose('edit');
      await page.getByRole('dialog').waitFor();
      await tabTo('Note (optional)');
      await keyboard.type('By keyboard');
      await keyboard.press('Enter');
      await row.getByText('By keyboard').waitFor();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await focused(menu);

      await choose('remove');
      await page.getByRole('alertdialog').waitFor();
      await focused('Cancel');
      await keyboard.press('Escape');
      await page.getByRole('alertdialog').waitFor({ state: 'detached' });
      await focused(menu);
      await choose('remove');
      await focused('Cancel');
      await tabTo('Remove');
      await keyboard.press('Enter');
      await row.waitFor({ state: 'detached' });
      // The row that took its place.
      await until('focus is on a row', async () => /^Actions for /.test(await page.evaluate<string>(focusedName)));
      assert.equal((await ask('GET', `/${added}`)).status, 404);
    });
  });

  test('of a key that its owner has deleted only the removal is left', async () => {
    await stage.show({ path, width: 320 }, async ({ page, look }) => {
      const openMenu = () => rowOf(page, 'STUVWX').getByRole('button', { name: 'Actions for' }).click();
      await openMenu();
      const edit = page.getByRole('menuitem', { name: 'Edit' });
      assert.equal(await edit.getAttribute('aria-disabled'), 'true');
      assert.match((await edit.textContent()) ?? '', /it can only be removed/);
      await look('external-deleted-menu', openMenu);
      await page.getByRole('menuitem', { name: 'Remove', exact: true }).click();
      await look('external-remove');
    });
  });

  test('who only views keys sees why they cannot be changed, and the server refuses it without the page', async () => {
    const viewer = { account: 'lojaverde', resources: ['ViewApiKeys'] };
    const cookies = await signInWith(stage.installation, stage.server.url, viewer);
    await stage.show({ path, cookies }, async ({ page, look }) => {
      await rowOf(page, 'ABCDEF').waitFor();
      const add = page.getByRole('button', { name: 'Add Key' });
      assert.equal(await add.isDisabled(), true);
      await page.getByRole('group').filter({ has: add }).focus();
      await page.getByRole('tooltip').getByText('a role with EditApiKeys').waitFor();
      await page.keyboard.press('Escape');
      await look('external-viewer');
      await rowOf(page, 'ABCDEF').getByRole('button', { name: 'Actions for' }).click();
      for (const name of ['Edit', 'Remove']) {
        const entry = page.getByRole('menuitem', { name: new RegExp(`^${name}`) });
        assert.equal(await entry.getAttribute('aria-disabled'), 'true');
        assert.match((await entry.textContent()) ?? '', /a role with EditApiKeys/);
      }
    });
    const key = seededKey('lojaazul', 'ABCDEF');
    const refused = [
      await ask('POST', '', { appKey: added, roles: [2] }, cookies),
      await ask('PATCH', `/${key}`, { note: 'x' }, cookies),
      await ask('DELETE', `/${key}`, undefined, cookies),
    ];
    assert.deepEqual(
      refused.map(({ status, body }) => [status, body.code]),
      refused.map(() => [403, 'resource_missing']),
    );
  });

  test('who may not view keys is told what to ask for', async () => {
    const auditor = { account: 'lojaverde', resources: ['view_metrics'] };
    const cookies = await signInWith(stage.installation, stage.server.url, auditor);
    await stage.show({ path, cookies, width: 320 }, async ({ page, look }) => {
      await page.getByText('Ask an administrator of the account for a role with ViewApiKeys').waitFor();
      await look('external-forbidden');
    });
  });

  test('an account without external keys is told what they are for; after twenty wrong strings it waits', async () => {
    const lojaazul = await signIn(stage.server.url, 'ana@lojaazul.example');
    const options = { path: '/lojaazul/keys/external', cookies: lojaazul, mayFail: /^(404|429) .*\/external-keys$/ };
    for (let i = 0; i < 19; i += 1) {
      const body = { appKey: `appkey-parceira-NOBODY${i}`, roles: [1] };
      const answer = await callWithCookies(
        stage.server.url,
        lojaazul,
        'POST',
        '/api/v1/accounts/lojaazul/external-keys',
        body,
        { 'Sec-Fetch-Site': 'same-origin' },
      );
      assert.equal(answer.status, 404);
    }
    await stage.show({ ...options, width: 320 }, async ({ page, look }) => {
      await page.getByRole('heading', { name: 'No external key yet' }).waitFor();
      await look('external-empty');
      await page.getByRole('button', { name: 'Add Key' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('External key identification').fill('appkey-parceira-NOBODY');
      await dialog.getByText('Owner (Admin Super)').click();
      const submit = dialog.getByRole('button', { name: 'Add', exact: true });
      await submit.click();
      await dialog.getByText('No other account has such a key.').waitFor();
      await submit.click();
      await dialog.getByText(/Twenty keys that do not exist.* Try again in \d+ minutes?[.]/).waitFor();
      await look('external-too-often');
    });
  });
});
