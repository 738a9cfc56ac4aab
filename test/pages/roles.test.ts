/** *Roles*: who may do what with them, and what a change does to whom before it is made. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { chromium } from '../support/browser.ts';
import { addMember, addRole, asOwner } from '../support/members.ts';
import { pageTexts } from '../support/page-texts.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies, createOwner } from '../support/people.ts';
import { seedKeys } from '../support/seeded-keys.ts';

const titles = { en: 'Roles', 'pt-BR': 'Perfis de acesso', es: 'Roles' } as const;
const partner = 'lojaparceira';

describe('the pages of roles', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  /** Of a key, an external key and a user. */
  let held: number;
  /** Of a user who may create roles, and holds no other management right but what opens the list. */
  let maker: string;
  let makersRole: number;
  /** Of a user who may look at roles alone. */
  let viewer: string;

  before(async () => {
    let externalKey = '';
    stage = await openPagesStage(async (installation, account) => {
      await seedKeys(installation, account);
      await createOwner(installation, partner);
      const created = ['key', 'create', '--account', partner, '--label', 'ERP'] as const;
      externalKey = (await installation.json<{ appKey: string }>(...created)).appKey;
    });
    held = await addRole(stage, 'Expedição', ['OMSViewer', 'ListOrders', 'LogisticsViewer']);
    const other = await addRole(stage, 'Orders', ['ListOrders']);
    await asOwner(stage, 'POST', '/keys', { label: 'Carrier', roles: [held] });
    await asOwner(stage, 'POST', '/keys', { label: 'Carrier 2', roles: [held, other] });
    await asOwner(stage, 'POST', '/external-keys', { appKey: externalKey, roles: [held] });
    await asOwner(stage, 'POST', '/users', { email: 'caio@lojaverde.example', name: 'Caio', roles: [held] });
    makersRole = await addRole(stage, 'Role makers', ['Create_Role', 'Get_Roles_Paged']);
    maker = await addMember(stage, 'bia@lojaverde.example', [makersRole]);
    viewer = await addMember(stage, 'davi@lojaverde.example', [await addRole(stage, 'Viewers', ['Get_Roles_Paged'])]);
  });
  after(() => stage.close());

  const openMenu = async (page: Page, role: string, t: ReturnType<typeof pageTexts>) =>
    await page.getByRole('button', { name: t('common.actionsFor', { name: role }), exact: true }).click();

  for (const language of languages) {
    test(`roles are listed, searched, created, edited and deleted, in ${language}`, async () => {
      const t = pageTexts(language);
      const name = `Picking ${language}`;
      await stage.show({ path: '/lojaverde/roles', language }, async ({ page, look }) => {
        const row = page.getByRole('row', { name });
        await page.getByRole('heading', { level: 1, name: titles[language] }).waitFor();
        await page.getByRole('link', { name: 'Expedição' }).waitFor();
        await look('roles');
        await page.getByRole('button', { name: t('roles.create') }).click();
        await page.getByLabel(t('roles.name')).fill(name);
        await page.getByRole('searchbox', { name: t('roles.searchResources') }).fill('omsview');
        await page
          .getByRole('checkbox', { name: /OMSViewer/ })
          .first()
          .check({ force: true });
        await page.getByRole('searchbox', { name: t('roles.searchResources') }).fill('');
        await page
          .getByRole('button', { name: /Logistics/ })
          .first()
          .click();
        await page
          .getByRole('checkbox', { name: t('roles.allOfCategory') })
          .first()
          .check({ force: true });
        await look('role-builder');
        await page.getByRole('button', { name: t('roles.create'), exact: true }).click();
        await row.waitFor();
        await page.getByRole('link', { name }).click();
        await page.getByRole('button', { name: t('roles.takeOut', { name: 'View order' }) }).click();
        await page.getByLabel(t('roles.name')).fill(`${name} 2`);
        await page.getByRole('button', { name: t('common.save'), exact: true }).click();
        await page.getByRole('heading', { level: 1, name: `${name} 2` }).waitFor();
        await page.getByRole('link', { name: titles[language] }).first().click();
        await page.getByRole('searchbox').fill(name.toUpperCase());
        await page.getByRole('status').filter({ hasText: /^1 / }).waitFor();
        assert.equal(new URL(page.url()).searchParams.get('q'), name.toUpperCase());
        await openMenu(page, `${name} 2`, t);
        await page.getByRole('menuitem', { name: t('roles.delete') }).click();
        await look('role-delete');
        await page
          .getByRole('alertdialog')
          .getByRole('button', { name: t('roles.delete') })
          .click();
        await page.getByRole('heading', { name: t('common.noMatch') }).waitFor();
        await look('roles-no-match');
      });
    });

    test(`before a role is saved it says what changes for how many, in ${language}`, async () => {
      const t = pageTexts(language);
      const before = await asOwner<{ resources: string[] }>(stage, 'GET', `/roles/${held}`);
      await stage.show({ path: `/lojaverde/roles/${held}`, language }, async ({ page, look }) => {
        const dialog = page.getByRole('alertdialog');
        await page.getByRole('button', { name: t('roles.takeOut', { name: 'List orders' }) }).click();
        await page.getByRole('searchbox', { name: t('roles.searchResources') }).fill('feed');
        await page
          .getByRole('checkbox', { name: /FeedSubscription/ })
          .first()
          .check({ force: true });
        await look('role-edit');
        await page.getByRole('button', { name: t('common.save'), exact: true }).click();
        await dialog.waitFor();
        await look('role-effect');
        const lines = await dialog.getByRole('listitem').allInnerTexts();
        // *Carrier 2* holds ListOrders by another role as well.
        assert.deepEqual(
          lines.map((line) => [line.match(/ListOrders|FeedSubscription/)?.[0], line.match(/\d+ /g)?.map(Number)]),
          [
            ['ListOrders', [1, 1, 1]],
            ['FeedSubscription', [2, 1, 1]],
          ],
        );
        await dialog.getByRole('button', { name: t('common.cancel') }).click();
        assert.deepEqual((await asOwner<typeof before>(stage, 'GET', `/roles/${held}`)).resources, before.resources);
        await page.getByRole('button', { name: t('common.save'), exact: true }).click();
        await dialog.getByRole('button', { name: t('common.save') }).click();
        await page.getByText(t('common.saved')).waitFor();
        const saved = await asOwner<typeof before>(stage, 'GET', `/roles/${held}`);
        assert.deepEqual(saved.resources.toSorted(), ['FeedSubscription', 'LogisticsViewer', 'OMSViewer']);
      });
      await asOwner(stage, 'PATCH', `/roles/${held}`, { resources: before.resources });
    });

    test(`a template shows what it opens, and is added, in ${language}`, async () => {
      const t = pageTexts(language);
      const template = { en: 'Admin - Start page only', 'pt-BR': 'Finance - Full access', es: 'OMS - Read only' }[
        language
      ];
      await stage.show({ path: '/lojaverde/roles/templates', language }, async ({ page, look }) => {
        await page.getByRole('button', { name: /Call center operator/ }).click();
        await page
          .getByRole('group', { name: t('roles.inAccount') })
          .or(page.getByText(t('roles.inAccount')))
          .first()
          .waitFor();
        await look('role-template-added');
        await page.getByRole('searchbox').fill(template);
        await page.getByRole('heading', { level: 2, name: template }).waitFor();
        await look('role-template');
        await page.getByRole('button', { name: t('roles.add') }).click();
        await page.getByRole('link', { name: template, exact: true }).waitFor();
      });
    });

    test(`who has a role is said by name, also when it cannot be deleted for that, in ${language}`, async () => {
      const t = pageTexts(language);
      await stage.show({ path: '/lojaverde/roles?q=exped', language }, async ({ page, look }) => {
        await page.getByRole('button', { name: t('roles.holdersOf', { name: 'Expedição', holders: '' }) }).click();
        for (const name of ['Carrier 2', partner, 'Caio']) {
          await page.getByRole('dialog').getByText(name, { exact: true }).waitFor();
        }
        await look('role-holders');
        await page.keyboard.press('Escape');
        await openMenu(page, 'Expedição', t);
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
        await openMenu(page, 'Just given', t);
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

  test('a role is created by keyboard alone, and Esc gives focus back', async () => {
    const t = pageTexts('en');
    await stage.show({ path: '/lojaverde/roles' }, async ({ page }) => {
      await page.getByRole('button', { name: t('roles.create') }).focus();
      await page.keyboard.press('Enter');
      await page.getByLabel(t('roles.name')).waitFor();
      await page.keyboard.type('By keyboard');
      await page.keyboard.press('Tab');
      await page.keyboard.type('listorders');
      const box = page.getByRole('checkbox', { name: /ListOrders/ }).first();
      await box.waitFor();
      for (let i = 0; i < 20 && !(await box.evaluate((input) => input === input.ownerDocument.activeElement)); i++) {
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Space');
      await page.getByLabel(t('roles.name')).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'By keyboard' }).waitFor();
      const menu = page.getByRole('button', { name: t('common.actionsFor', { name: 'By keyboard' }) });
      await menu.focus();
      await page.keyboard.press('Enter');
      await page.keyboard.type('Delete');
      await page.keyboard.press('Enter');
      await page.getByRole('alertdialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('alertdialog').waitFor({ state: 'detached' });
      await menu.and(page.locator(':focus')).waitFor();
    });
  });

  test('who may only look is told why they cannot create, edit or delete, and the server refuses it as well', async () => {
    const t = pageTexts('en');
    const reason = t('common.noPermissionHint', { resources: 'Create_Role' });
    await stage.show({ path: '/lojaverde/roles', cookies: viewer }, async ({ page, look }) => {
      await openMenu(page, 'Expedição', t);
      for (const action of ['common.edit', 'roles.copy', 'roles.delete']) {
        const item = page.getByRole('menuitem', { name: t(action) });
        assert.equal(await item.getAttribute('aria-disabled'), 'true', action);
        assert.ok((await item.innerText()).includes(reason), action);
      }
      await look('roles-few-rights-menu');
      await page.keyboard.press('Escape');
      assert.ok(await page.getByRole('button', { name: t('roles.create') }).isDisabled());
      await page
        .getByRole('group')
        .filter({ hasText: t('roles.create') })
        .focus();
      await page.getByRole('tooltip', { name: reason }).waitFor();
      await page.getByRole('link', { name: 'Expedição' }).click();
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
        assert.equal(await page.getByRole('button', { name: t('roles.delete') }).isDisabled(), role === 1);
        await look(`role-fixed-${role === makersRole ? 'own' : role}`);
      });
      const address = `/api/v1/accounts/lojaverde/roles/${role}`;
      const answer = await callWithCookies(stage.server.url, cookies, 'PATCH', address, { name: 'Other' });
      assert.ok(answer.status === 403 || answer.status === 409, `${role}: ${answer.status}`);
    }
  });

  test('every page of roles stands on a phone and at 320 px, light and dark', async () => {
    const pages = [
      { path: '/lojaverde/roles', name: 'roles' },
      { path: `/lojaverde/roles/new?from=${held}`, name: 'role-copy' },
      { path: `/lojaverde/roles/${held}`, name: 'role-edit' },
      { path: '/lojaverde/roles/1', name: 'role-owner' },
      { path: '/lojaverde/roles/templates', name: 'role-templates' },
    ];
    const looks = [
      { width: 390, theme: 'light', language: 'pt-BR' },
      { width: 320, theme: 'dark', language: 'es' },
      { width: 1440, theme: 'dark', language: 'en' },
    ] as const;
    for (const options of looks) {
      await stage.show({ path: '/lojaverde/roles', ...options }, async ({ page, look }) => {
        for (const { path, name } of pages) {
          await page.goto(`/admin${path}`);
          await page.locator('main[id] :is(.table-row[data-row], .builder, .notice, .templates)').first().waitFor();
          await look(name);
        }
      });
    }
  });
});
