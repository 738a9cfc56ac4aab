/** *Roles*: listed and sorted, put together and taken from templates, and what a change does to whom before it is made. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from '../support/browser.ts';
import { asOwner } from '../support/members.ts';
import { pageTexts } from '../support/page-texts.ts';
import { languages, type PagesStage } from '../support/pages.ts';
import { openRolesStage } from '../support/roles-stage.ts';
import { openRowMenu } from '../support/row-menu.ts';

const titles = { en: 'Roles', 'pt-BR': 'Perfis de acesso', es: 'Roles' } as const;

describe('the pages of roles', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  /** Of two keys, an external key and a user. */
  let held: number;

  before(async () => {
    ({ stage, held } = await openRolesStage());
  });
  after(() => stage.close());

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
        await openRowMenu(page, `${name} 2`, t);
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
  }

  test('a category that files write in two ways is one', async () => {
    await stage.show({ path: '/lojaverde/roles/new' }, async ({ page }) => {
      await page.getByRole('button', { name: /^OMS/ }).click();
      const category = page.getByRole('group', { name: /OMS access/i });
      await category.getByRole('checkbox', { name: /ListOrders/ }).waitFor();
      assert.equal(await category.count(), 1);
      // Which the catalogue has as "OMS Access".
      assert.equal(await category.getByRole('checkbox', { name: /FeedHookV3Admin/ }).count(), 1);
      assert.equal(await category.locator('legend').innerText(), 'OMS › OMS access');
    });
  });

  test('roles are sorted by every column that a person reads', async () => {
    const t = pageTexts('en');
    const held = 'Expedição';
    await stage.show({ path: '/lojaverde/roles' }, async ({ page }) => {
      const sorted = async (column: string, order: 'asc' | 'desc') => {
        const heading = page.getByRole('columnheader', { name: column, exact: true });
        await heading.getByRole('button').click();
        await heading.and(page.locator(`[aria-sort="${order}ending"]`)).waitFor();
        await page.locator('.table[aria-busy="false"]').waitFor();
        return (await page.locator('.table-row[data-row] .row-link').allInnerTexts()).filter((name) => known.has(name));
      };
      const known = new Set(['Owner (Admin Super)', held, 'Orders']);
      const [owner] = known;
      await page.getByRole('link', { name: held }).waitFor();
      assert.deepEqual(await sorted(t('roles.resources'), 'desc'), [owner, held, 'Orders']);
      assert.deepEqual(await sorted(t('roles.resources'), 'asc'), ['Orders', held, owner]);
      assert.deepEqual((await sorted(t('roles.holders'), 'desc'))[0], held);
      assert.deepEqual((await sorted(t('roles.holders'), 'asc')).at(-1), held);
      assert.deepEqual(await sorted(t('roles.name'), 'asc'), [held, 'Orders', owner]);
      await sorted(t('roles.kind'), 'asc');
      await sorted(t('keys.created'), 'desc');
      assert.equal(new URL(page.url()).searchParams.get('sort'), 'createdAt');
    });
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
        if (options.width < 640) {
          await page.goto(`/admin/lojaverde/roles/${held}`);
          const [hint, buttons] = [page.locator('.page-header p'), page.locator('.page-actions')];
          const [above, below] = [await hint.boundingBox(), await buttons.boundingBox()];
          assert.ok(above !== null && below !== null && above.y + above.height <= below.y, 'the hint stands first');
        }
      });
    }
  });
});
