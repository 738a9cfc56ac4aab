/** What a page does when a colleague changes what somebody is editing: it shows that, keeps what was typed, and goes on. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from '../support/browser.ts';
import { addMember, addRole, asOwner } from '../support/members.ts';
import { pageTexts } from '../support/page-texts.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { openRowMenu } from '../support/row-menu.ts';

interface Shown {
  readonly label: string;
  readonly name: string | null;
  readonly roles: readonly { readonly name: string }[];
  readonly resources: readonly string[];
  readonly renewalPeriodMonths: number;
  readonly enforceExpiry: boolean;
  readonly renewal: { readonly startedAt: string } | null;
}

describe('changed meanwhile', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  let roles: readonly [number, number, number];

  before(async () => {
    stage = await openPagesStage();
    roles = [
      await addRole(stage, 'Orders', ['OMSViewer']),
      await addRole(stage, 'Stock', ['Changes']),
      await addRole(stage, 'Prices', ['ListOrders']),
    ];
  });
  after(() => stage.close());

  const namesOf = ({ roles: held }: Shown) => held.map(({ name }) => name);
  const mayFail = /^412 /;

  for (const language of languages) {
    test(`a key keeps what a colleague took from it, and what was typed, in ${language}`, async () => {
      const t = pageTexts(language);
      const [orders, stock] = roles;
      const { id } = await asOwner<{ id: string }>(stage, 'POST', '/keys', { label: 'ERP', roles: [orders, stock] });
      await stage.show({ path: `/lojaverde/keys?q=ERP`, language, mayFail }, async ({ page, look }) => {
        await openRowMenu(page, 'ERP', t);
        await page.getByRole('menuitem', { name: t('keys.edit'), exact: true }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('checkbox', { name: 'Prices' }).locator('xpath=ancestor::label').click();
        await asOwner(stage, 'PATCH', `/keys/${id}`, { label: 'ERP 2', roles: { remove: [stock] } });
        await dialog.getByRole('button', { name: t('common.save'), exact: true }).click();
        await dialog.getByRole('alert').getByText(t('failure.changedMeanwhile')).waitFor();
        await dialog.getByRole('alert').getByText('ERP 2').waitFor();
        assert.equal(await dialog.getByLabel(t('keys.name')).inputValue(), 'ERP 2');
        assert.equal(await dialog.getByRole('checkbox', { name: 'Stock' }).isChecked(), false);
        assert.equal(await dialog.getByRole('checkbox', { name: 'Prices' }).isChecked(), true);
        await look('changed-meanwhile');
        await dialog.getByRole('button', { name: t('common.save'), exact: true }).click();
        await dialog.waitFor({ state: 'detached' });
      });
      const after = await asOwner<Shown>(stage, 'GET', `/keys/${id}`);
      assert.deepEqual([after.label, namesOf(after)], ['ERP 2', ['Orders', 'Prices']]);
      await asOwner(stage, 'DELETE', `/keys/${id}`);
    });
  }

  test('on its own page a key keeps what a colleague did to its roles, and gets what was chosen', async () => {
    const t = pageTexts('en');
    const [orders, stock] = roles;
    const { id } = await asOwner<{ id: string }>(stage, 'POST', '/keys', { label: 'CRM', roles: [orders, stock] });
    await stage.show({ path: `/lojaverde/keys/${id}`, mayFail }, async ({ page, look }) => {
      const card = page.getByRole('region', { name: t('keys.roles'), exact: true });
      const box = (name: string) => card.getByRole('checkbox', { name });
      const save = card.getByRole('button', { name: t('common.save'), exact: true });
      await card.getByRole('button', { name: t('key.changeRoles') }).click();
      await box('Prices').locator('xpath=ancestor::label').click();
      await asOwner(stage, 'PATCH', `/keys/${id}`, { roles: { remove: [stock] } });
      await save.click();
      await card.getByRole('alert').getByText(t('failure.changedMeanwhile')).waitFor();
      assert.deepEqual([await box('Stock').isChecked(), await box('Prices').isChecked()], [false, true]);
      await look('key-roles-changed-meanwhile');
      // What is no role of it concerns nobody who chooses roles.
      await asOwner(stage, 'PATCH', `/keys/${id}`, { label: 'CRM 2' });
      await save.click();
      await card.getByRole('button', { name: t('key.changeRoles') }).waitFor();
    });
    const after = await asOwner<Shown>(stage, 'GET', `/keys/${id}`);
    assert.deepEqual([after.label, namesOf(after)], ['CRM 2', ['Orders', 'Prices']]);
    await asOwner(stage, 'DELETE', `/keys/${id}`);
  });

  test('a user, a role and the settings are saved upon what a colleague has made of them', async () => {
    const t = pageTexts('en');
    const [orders, stock] = roles;
    await addMember(stage, 'bia@lojaverde.example', [orders, stock]);
    const { items } = await asOwner<{ items: { id: string }[] }>(stage, 'GET', '/users?q=bia');
    const user = `/users/${items[0]?.id}`;
    await stage.show({ path: '/lojaverde/users?q=bia', mayFail }, async ({ page }) => {
      await openRowMenu(page, 'bia@lojaverde.example', t);
      await page.getByRole('menuitem', { name: t('common.edit'), exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(t('users.name')).fill('Bia');
      await asOwner(stage, 'PATCH', user, { roles: { remove: [stock] } });
      const save = dialog.getByRole('button', { name: t('common.save'), exact: true });
      await save.click();
      await dialog.getByRole('alert').getByText(t('failure.changedMeanwhile')).waitFor();
      assert.equal(await dialog.getByLabel(t('users.name')).inputValue(), 'Bia');
      await save.click();
      await dialog.waitFor({ state: 'detached' });
    });
    const member = await asOwner<Shown>(stage, 'GET', user);
    assert.deepEqual([member.name, namesOf(member)], ['Bia', ['Orders']]);

    const role = await addRole(stage, 'Shipping', ['OMSViewer', 'Changes']);
    await stage.show({ path: `/lojaverde/roles/${role}`, mayFail }, async ({ page }) => {
      const name = page.getByLabel(t('roles.name'));
      await name.fill('Sending');
      await asOwner(stage, 'PATCH', `/roles/${role}`, { resources: { remove: ['Changes'] } });
      const save = page.getByRole('button', { name: t('common.save'), exact: true });
      await save.click();
      await page.getByRole('alert').getByText('− Changes').waitFor();
      assert.equal(await name.inputValue(), 'Sending');
      await save.click();
      await page.getByText(t('common.saved')).waitFor();
    });
    const saved = await asOwner<Shown>(stage, 'GET', `/roles/${role}`);
    assert.deepEqual([saved.name, saved.resources], ['Sending', ['OMSViewer']]);

    await stage.show({ path: '/lojaverde/keys/settings', mayFail }, async ({ page }) => {
      await page.getByText(t('settings.months6')).click();
      await asOwner(stage, 'PUT', '/settings', { renewalPeriodMonths: 3, enforceExpiry: true });
      const apply = page.getByRole('button', { name: t('settings.apply'), exact: true });
      await apply.click();
      await page.getByRole('alert').getByText(t('failure.changedMeanwhile')).waitFor();
      assert.equal(await page.getByRole('checkbox', { name: t('settings.enforce') }).isChecked(), true);
      await apply.click();
      await page.getByText(t('settings.applied')).waitFor();
    });
    const { renewalPeriodMonths, enforceExpiry } = await asOwner<Shown>(stage, 'GET', '/settings');
    assert.deepEqual([renewalPeriodMonths, enforceExpiry], [6, true]);
    await asOwner(stage, 'PUT', '/settings', { renewalPeriodMonths: 3, enforceExpiry: false });
  });

  test('the old token of another renewal than the one on the screen is not deleted, until that is confirmed', async () => {
    const t = pageTexts('en');
    const { id } = await asOwner<{ id: string }>(stage, 'POST', '/keys', { label: 'WMS' });
    await asOwner(stage, 'POST', `/keys/${id}/renewal`);
    await stage.show({ path: '/lojaverde/keys?q=WMS', mayFail }, async ({ page }) => {
      await openRowMenu(page, 'WMS', t);
      await page.getByRole('menuitem', { name: t('keys.finish'), exact: true }).click();
      const dialog = page.getByRole('alertdialog');
      const confirm = dialog.getByRole('button', { name: t('keys.finishConfirm'), exact: true });
      await confirm.waitFor();
      await asOwner(stage, 'DELETE', `/keys/${id}/renewal`);
      await asOwner(stage, 'POST', `/keys/${id}/renewal`);
      await confirm.click();
      await dialog.getByRole('alert').getByText('another one was started').waitFor();
      assert.notEqual((await asOwner<Shown>(stage, 'GET', `/keys/${id}`)).renewal, null);
      await confirm.click();
      await dialog.waitFor({ state: 'detached' });
    });
    assert.equal((await asOwner<Shown>(stage, 'GET', `/keys/${id}`)).renewal, null);
  });
});
