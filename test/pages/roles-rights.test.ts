/** *Roles*: who has one, and who may do what with it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from '../support/browser.ts';
import { addMember, addRole, asOwner } from '../support/members.ts';
import { pageTexts } from '../support/page-texts.ts';
import { languages, type PagesStage } from '../support/pages.ts';
import { callWithCookies } from '../support/people.ts';
import { openRolesStage, partner } from '../support/roles-stage.ts';
import { openRowMenu } from '../support/row-menu.ts';

describe('the rights to roles on their pages', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  /** Of two keys, an external key and a user. */
  let held: number;
  /** Of a user who may create roles, and holds no other management right but what opens the list. */
  let maker: string;
  let makersRole: number;
  /** Of a user who may look at roles alone. */
  let viewer: string;

  before(async () => {
    ({ stage, held } = await openRolesStage());
    makersRole = await addRole(stage, 'Role makers', ['Create_Role', 'Get_Roles_Paged']);
    maker = await addMember(stage, 'bia@lojaverde.example', [makersRole]);
    viewer = await addMember(stage, 'davi@lojaverde.example', [await addRole(stage, 'Viewers', ['Get_Roles_Paged'])]);
  });
  after(() => stage.close());

  for (const language of languages) {
    test(`who has a role is said by name, also when it cannot be deleted for that, in ${language}`, async () => {
      const t = pageTexts(language);
      await stage.show({ path: '/lojaverde/roles?q=exped', language }, async ({ page, look }) => {
        await page.getByRole('button', { name: t('roles.holdersOf', { name: 'Expedição', holders: '' }) }).click();
        for (const name of ['Carrier 2', partner, 'Caio']) {
          await page.getByRole('dialog').getByText(name, { exact: true }).waitFor();
        }
        await look('role-holders');
        await page.keyboard.press('Escape');
        await openRowMenu(page, 'Expedição', t);
        await page.getByRole('menuitem', { name: t('roles.delete') }).click();
        const dialog = page.getByRole('alertdialog', { name: t('roles.inUse') });
        await dialog.getByText('Carrier 2').waitFor();
        await look('role-in-use');
        assert.equal(await dialog.getByRole('button', { name: t('roles.delete') }).count(), 0);
        await dialog
          .getByRole('link', { name: t('roles.inKeys') })
          .first()
          .click();
        await page.getByRole('heading', { level: 1, name: t('keys.title') }).waitFor();
        assert.equal(new URL(page.url()).searchParams.get('role'), String(held));
      });
    });
  }

  test('a role that somebody was given meanwhile is not deleted, and the dialog says who has it', async () => {
    const t = pageTexts('en');
    const role = await addRole(stage, 'Just given', ['OMSViewer']);
    await stage.show(
      { path: '/lojaverde/roles?q=just', mayFail: new RegExp(`^409 .*/roles/${role}$`) },
      async ({ page }) => {
        await openRowMenu(page, 'Just given', t);
        await page.getByRole('menuitem', { name: t('roles.delete') }).click();
        const button = page.getByRole('alertdialog').getByRole('button', { name: t('roles.delete') });
        await button.and(page.locator(':not([data-pending])')).waitFor();
        await asOwner(stage, 'POST', '/keys', { label: 'In between', roles: [role] });
        await button.click();
        await page
          .getByRole('alertdialog', { name: t('roles.inUse') })
          .getByText('In between')
          .waitFor();
      },
    );
  });

  test('who may only look is told why they cannot create, edit or delete, and the server refuses it as well', async () => {
    const t = pageTexts('en');
    const reason = t('common.noPermissionHint', { resources: 'Create_Role' });
    await stage.show({ path: '/lojaverde/roles', cookies: viewer }, async ({ page, look }) => {
      await openRowMenu(page, 'Expedição', t);
      for (const action of ['common.edit', 'roles.copy', 'roles.delete']) {
        const item = page.getByRole('menuitem', { name: t(action) });
        assert.equal(await item.getAttribute('aria-disabled'), 'true', action);
        assert.ok((await item.innerText()).includes(reason), action);
      }
      await look('roles-few-rights-menu', () => openRowMenu(page, 'Expedição', t));
      await page.keyboard.press('Escape');
      assert.ok(await page.getByRole('button', { name: t('roles.create') }).isDisabled());
      await page
        .getByRole('group')
        .filter({ hasText: t('roles.create') })
        .focus();
      await page.getByRole('tooltip', { name: reason }).waitFor();
      await page.getByRole('link', { name: 'Expedição' }).click();
      // The reason stood on the page before as well.
      await page.getByRole('heading', { level: 1, name: 'Expedição' }).waitFor();
      await page.getByText(reason).first().waitFor();
      assert.equal(await page.getByRole('checkbox').count(), 0);
      await look('role-few-rights');
      await page.goto('/admin/lojaverde/roles/new');
      await page.getByRole('heading', { name: t('common.noPermission') }).waitFor();
    });
    const roles = '/api/v1/accounts/lojaverde/roles';
    const refused = async (method: string, path: string, body?: unknown) => {
      const answer = await callWithCookies(stage.server.url, viewer, method, roles + path, body);
      assert.deepEqual([answer.status, answer.body.code], [403, 'resource_missing'], `${method} ${path}`);
    };
    await refused('POST', '', { name: 'Mine', resources: ['OMSViewer'] });
    await refused('PATCH', `/${held}`, { resources: ['OMSViewer'] });
    await refused('DELETE', `/${held}`);
  });

  test('a management right that one lacks cannot be ticked, and says why; the server refuses it as well', async () => {
    const t = pageTexts('en');
    await stage.show({ path: '/lojaverde/roles/new', cookies: maker }, async ({ page, look }) => {
      await page.getByRole('searchbox', { name: t('roles.searchResources') }).fill('save');
      const boxOf = (key: string) => page.getByRole('checkbox', { name: new RegExp(`${key}\\b`) }).first();
      await boxOf('Save_User').waitFor();
      assert.ok(await boxOf('Save_User').isDisabled());
      assert.ok(await boxOf('Create_Role').isEnabled());
      await page.getByText(t('roles.aboveYou')).first().waitFor();
      await look('role-builder-ceiling');
      await page.goto('/admin/lojaverde/roles/templates');
      await page.getByRole('button', { name: /User Administrator - RESTRICTED/ }).click();
      assert.ok(await page.getByRole('button', { name: t('roles.add') }).isDisabled());
    });
    const body = { name: 'Above', resources: ['Save_User'] };
    const answer = await callWithCookies(stage.server.url, maker, 'POST', '/api/v1/accounts/lojaverde/roles', body);
    assert.deepEqual([answer.status, answer.body.code], [403, 'above_own_rights']);
  });

  test('Owner, a predefined role and a role of one’s own cannot be edited, and the page says why', async () => {
    const t = pageTexts('en');
    const cases = [
      { role: 1, cookies: stage.cookies, reason: 'failure.ownerRoleFixed' },
      { role: 2, cookies: stage.cookies, reason: 'roles.predefinedFixed' },
      { role: makersRole, cookies: maker, reason: 'failure.ownRights' },
    ];
    for (const { role, cookies, reason } of cases) {
      await stage.show({ path: `/lojaverde/roles/${role}`, cookies }, async ({ page, look }) => {
        await page.getByText(t(reason)).first().waitFor();
        assert.equal(await page.getByRole('checkbox').count(), 0);
        // What nobody can do with Owner is not offered; in its place stands who has it.
        const [remove, sheet] = [t('roles.delete'), t('roles.holders')].map((name) =>
          page.getByRole('button', { name }),
        );
        assert.deepEqual([await remove?.count(), await sheet?.count()], role === 1 ? [0, 0] : [1, 1]);
        if (role === 1) await page.locator('.role-holders').getByText(stage.ownerEmail).waitFor();
        await look(`role-fixed-${role === makersRole ? 'own' : role}`);
      });
      const address = `/api/v1/accounts/lojaverde/roles/${role}`;
      const answer = await callWithCookies(stage.server.url, cookies, 'PATCH', address, { name: 'Other' });
      assert.ok(answer.status === 403 || answer.status === 409, `${role}: ${answer.status}`);
    }
  });
});
