/** *Users*: given roles, given new passwords and removed, and what nobody may do to themselves or to the last Owner. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { callApi } from '../support/api.ts';
import { chromium } from '../support/browser.ts';
import type { KeyPair } from '../support/chaveiro.ts';
import { findListedUser, usersPath } from '../support/listed-users.ts';
import { addMember, addRole, asOwner } from '../support/members.ts';
import { pageTexts } from '../support/page-texts.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies } from '../support/people.ts';
import { openRowMenu } from '../support/row-menu.ts';

describe('the page of users', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  let pickers: number;
  let managers: number;
  /** Of a user who manages users, and holds no other management right but what opens lists. */
  let manager: string;
  /** Of a user who may look at users alone. */
  let viewer: string;

  before(async () => {
    stage = await openPagesStage();
    pickers = await addRole(stage, 'Pickers', ['OMSViewer']);
    managers = await addRole(stage, 'Managers', ['Save_User', 'Get_Users_Paged', 'Get_Roles_Paged']);
    manager = await addMember(stage, 'bia@lojaverde.example', [managers]);
    viewer = await addMember(stage, 'davi@lojaverde.example', [await addRole(stage, 'Viewers', ['Get_Users_Paged'])]);
  });
  after(() => stage.close());

  for (const language of languages) {
    test(`a user is edited, gets a link for a new password, and is removed and out at once, in ${language}`, async () => {
      const t = pageTexts(language);
      const email = `leaver-${language.toLowerCase()}@lojaverde.example`;
      const cookies = await addMember(stage, email, [pickers]);
      const path = `/lojaverde/users?q=${encodeURIComponent(email)}`;
      await stage.show({ path, language }, async ({ page, look }) => {
        await openRowMenu(page, email, t);
        await look('user-menu-of-row', () => openRowMenu(page, email, t));
        await page.getByRole('menuitem', { name: t('common.edit'), exact: true }).click();
        await page.getByLabel(t('users.name'), { exact: true }).fill('Gil');
        await page.getByRole('checkbox', { name: 'Viewers' }).check({ force: true });
        await look('user-edit');
        await page.getByRole('button', { name: t('common.save') }).click();
        await page.getByText('Gil').first().waitFor();
        assert.deepEqual((await findListedUser(stage, email)).roles.map(({ name }) => name).toSorted(), [
          'Pickers',
          'Viewers',
        ]);

        await openRowMenu(page, email, t);
        await page.getByRole('menuitem', { name: t('users.passwordLink') }).click();
        await look('user-password-link');
        await page.getByRole('button', { name: t('users.issueLink') }).click();
        assert.match(await page.locator('.secret-text').innerText(), /\/admin\/setup\/password#/);
        await page.getByRole('button', { name: t('common.copy') }).click();
        await page.getByRole('button', { name: t('common.copied') }).waitFor();
        await page
          .getByRole('button', { name: t('common.close') })
          .last()
          .click();

        assert.equal((await callWithCookies(stage.server.url, cookies, 'GET', usersPath)).status, 200);
        await openRowMenu(page, email, t);
        await page.getByRole('menuitem', { name: t('users.remove') }).click();
        await look('user-remove');
        await page.getByRole('button', { name: t('users.removeConfirm') }).click();
        await page.getByRole('heading', { name: t('common.noMatch') }).waitFor();
        assert.equal((await callWithCookies(stage.server.url, cookies, 'GET', usersPath)).status, 401);
      });
    });

    test(`nobody removes themselves, changes their own roles or the last Owner, in ${language}`, async () => {
      const t = pageTexts(language);
      const own = stage.ownerEmail;
      await stage.show({ path: '/lojaverde/users?q=ana%40', language }, async ({ page, look }) => {
        await openRowMenu(page, own, t);
        for (const [action, reason] of [
          ['users.passwordLink', 'users.ownPassword'],
          ['users.remove', 'users.notYourself'],
        ] as const) {
          const item = page.getByRole('menuitem', { name: t(action) });
          assert.equal(await item.getAttribute('aria-disabled'), 'true', action);
          assert.ok((await item.innerText()).includes(t(reason)), action);
        }
        await look('user-own-menu', () => openRowMenu(page, own, t));
        await page.getByRole('menuitem', { name: t('common.edit'), exact: true }).click();
        await page.getByText(t('failure.ownRights')).waitFor();
        assert.equal(await page.getByRole('checkbox').count(), 0);
        await look('user-own-edit');
      });
      const { id } = await findListedUser(stage, own);
      for (const [method, body] of [['DELETE'], ['PATCH', { roles: [] }]] as const) {
        const answer = await callWithCookies(stage.server.url, stage.cookies, method, `${usersPath}/${id}`, body);
        assert.deepEqual([answer.status, answer.body.code], [403, 'own_rights'], method);
      }
    });
  }

  test('the last Owner stays: whoever is one cannot remove themselves, and a key with the Owner role is refused', async () => {
    const { id } = await findListedUser(stage, stage.ownerEmail);
    const key = await asOwner<KeyPair>(stage, 'POST', '/keys', { label: 'Owner', roles: [1] });
    for (const [method, body] of [['DELETE'], ['PATCH', { roles: [pickers] }]] as const) {
      const answer = await callApi(stage.server.url, key, method, `${usersPath}/${id}`, body);
      assert.deepEqual([answer.status, answer.body.code], [409, 'last_owner'], method);
    }
  });

  test('who may only look is told why they cannot invite, edit or remove, and the server refuses it as well', async () => {
    const t = pageTexts('en');
    const reason = t('common.noPermissionHint', { resources: 'Save_User' });
    await stage.show({ path: '/lojaverde/users', cookies: viewer }, async ({ page, look }) => {
      await openRowMenu(page, 'bia@lojaverde.example', t);
      for (const action of ['common.edit', 'users.passwordLink', 'users.remove']) {
        const item = page.getByRole('menuitem', { name: t(action) });
        assert.equal(await item.getAttribute('aria-disabled'), 'true', action);
        assert.ok((await item.innerText()).includes(reason), action);
      }
      await look('users-few-rights');
      await page.keyboard.press('Escape');
      assert.ok(await page.getByRole('button', { name: t('users.invite') }).isDisabled());
      await page.goto('/admin/lojaverde/roles');
      await page.getByRole('heading', { name: t('common.noPermission') }).waitFor();
    });
    const { id } = await findListedUser(stage, 'bia@');
    const refused = async (method: string, path: string, body?: unknown) => {
      const answer = await callWithCookies(stage.server.url, viewer, method, usersPath + path, body);
      assert.deepEqual([answer.status, answer.body.code], [403, 'resource_missing'], `${method} ${path}`);
    };
    await refused('POST', '', { email: 'x@lojaverde.example', roles: [] });
    await refused('PATCH', `/${id}`, { name: 'Other' });
    await refused('DELETE', `/${id}`);
    await refused('POST', `/${id}/password-link`);
  });

  test('a role above one’s own rights can neither be given nor taken, and says why; the server refuses it as well', async () => {
    const t = pageTexts('en');
    const above = await addRole(stage, 'Key managers', ['EditApiKeys']);
    const email = 'above@lojaverde.example';
    await addMember(stage, email, [above, pickers]);
    await stage.show({ path: '/lojaverde/users?q=above', cookies: manager }, async ({ page, look }) => {
      const reason = t('failure.aboveOwnRights', { resources: 'EditApiKeys' });
      await openRowMenu(page, email, t);
      for (const action of ['users.passwordLink', 'users.remove']) {
        assert.ok((await page.getByRole('menuitem', { name: t(action) }).innerText()).includes(reason), action);
      }
      await page.getByRole('menuitem', { name: t('common.edit'), exact: true }).click();
      const box = page.getByRole('checkbox', { name: /Key managers/ });
      assert.ok((await box.isDisabled()) && (await box.isChecked()));
      const owner = page.getByRole('checkbox', { name: /Owner/ });
      assert.ok((await owner.isDisabled()) && !(await owner.isChecked()));
      assert.ok(await page.getByRole('checkbox', { name: /Pickers/ }).isEnabled());
      await page.getByText(t('users.ownerOnly')).waitFor();
      await look('user-edit-ceiling');
    });
    const { id } = await findListedUser(stage, email);
    const taken = await callWithCookies(stage.server.url, manager, 'PATCH', `${usersPath}/${id}`, { roles: [pickers] });
    assert.deepEqual([taken.status, taken.body.code], [403, 'above_own_rights']);
    const given = await callWithCookies(stage.server.url, manager, 'POST', usersPath, {
      email: 'y@lojaverde.example',
      roles: [1],
    });
    assert.deepEqual([given.status, given.body.code], [403, 'above_own_rights']);
  });

  test('users are searched, filtered by status and role, and sorted, by the address', async () => {
    const t = pageTexts('en');
    await stage.show({ path: `/lojaverde/users?role=${managers}` }, async ({ page }) => {
      await page.getByText('bia@lojaverde.example').first().waitFor();
      await page.getByRole('button', { name: t('users.user'), exact: true }).click();
      await page.waitForURL(/order=desc/);
      await page.getByRole('searchbox').fill('nobody-at-all');
      await page.getByRole('button', { name: t('common.clearFilters') }).click();
      await page.getByText(stage.ownerEmail).first().waitFor();
      assert.equal(new URL(page.url()).searchParams.get('role'), null);
    });
  });

  test('the page of users stands on a phone and at 320 px, light and dark', async () => {
    const looks = [
      { width: 390, theme: 'light', language: 'pt-BR' },
      { width: 320, theme: 'dark', language: 'es' },
      { width: 1440, theme: 'dark', language: 'en' },
    ] as const;
    await asOwner(stage, 'POST', '/users', { email: 'hugo@lojaverde.example', roles: [pickers] });
    for (const options of looks) {
      const t = pageTexts(options.language);
      await stage.show({ path: '/lojaverde/users', ...options }, async ({ page, look }) => {
        await page.getByText('bia@lojaverde.example').first().waitFor();
        await look('users');
        await page.getByRole('button', { name: t('users.invite') }).click();
        await page.getByRole('checkbox', { name: 'Pickers' }).waitFor();
        await look('user-invite');
        await page.keyboard.press('Escape');
        await openRowMenu(page, 'bia@lojaverde.example', t);
        await page.getByRole('menuitem', { name: t('users.remove') }).click();
        await look('user-remove');
        await page.goto('/admin/lojaverde/users?status=invited');
        await page.getByText('hugo@lojaverde.example').first().waitFor();
        await look('users-invited');
      });
    }
  });
});
