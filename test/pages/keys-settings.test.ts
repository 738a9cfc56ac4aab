/** *Settings* and *Export* of the API keys: what age means for tokens, and all keys as a workbook. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { chromium } from '../support/browser.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies, signInWith } from '../support/people.ts';
import { seedExternalKeys, seedPartners } from '../support/seeded-external-keys.ts';
import { seededKey, seededToken, seedKeys } from '../support/seeded-keys.ts';
import { readWorkbook } from '../support/workbook.ts';

const words = {
  en: {
    months3: '3 months (recommended)',
    months6: '6 months',
    apply: 'Apply',
    applied: 'Settings applied',
    enforce: /^Deny tokens that are older/,
    denied: '2 active keys are denied at once',
    cancel: 'Cancel',
    confirm: 'Deny older tokens',
    outdated: 'overdue',
    left: 'left',
    export: 'Export',
  },
  'pt-BR': {
    months3: '3 meses (recomendado)',
    months6: '6 meses',
    apply: 'Aplicar',
    applied: 'Configurações aplicadas',
    enforce: /^Negar tokens mais antigos que isso/,
    denied: '2 chaves ativas são recusadas imediatamente',
    cancel: 'Cancelar',
    confirm: 'Negar tokens mais antigos',
    outdated: 'Vencido há',
    left: 'Falta',
    export: 'Exportar',
  },
  es: {
    months3: '3 meses (recomendado)',
    months6: '6 meses',
    apply: 'Aplicar',
    applied: 'Configuración aplicada',
    enforce: /^Denegar tokens más antiguos/,
    denied: '2 claves activas se deniegan de inmediato',
    cancel: 'Cancelar',
    confirm: 'Denegar tokens más antiguos',
    outdated: 'Vencido hace',
    left: 'Queda',
    export: 'Exportar',
  },
} as const;

const path = '/lojaverde/keys/settings';
const columns = {
  Generated: 'id keyName roles label creationDate creationDateToken creationDateNewToken status',
  External: 'id keyName roles account addedDate status',
};

describe('settings and export of the keys', { skip: chromium.skip }, () => {
  let stage: PagesStage;

  before(async () => {
    stage = await openPagesStage(async (installation, account) => {
      await seedKeys(installation, account);
      await seedPartners(installation);
    });
    await seedExternalKeys(stage.server.url, stage.account, stage.cookies);
  });
  after(() => stage.close());

  const settings = async (method = 'GET', body?: unknown, cookies = stage.cookies) =>
    callWithCookies(stage.server.url, cookies, method, '/api/v1/accounts/lojaverde/settings', body, {
      'Sec-Fetch-Site': 'same-origin',
    });
  const isSaved = async (renewalPeriodMonths: 3 | 6, enforceExpiry: boolean) => {
    const { version: _, ...body } = (await settings()).body;
    assert.deepEqual(body, { renewalPeriodMonths, enforceExpiry });
  };
  /** What a request with the oldest key comes to. */
  const decide = async () => {
    const pair = { appKey: seededKey('lojaverde', 'PTVYQC'), appToken: seededToken('PTVYQC') };
    return (await callWithCookies(stage.server.url, '', 'POST', '/api/v1/verify', pair)).body.code;
  };

  for (const language of languages) {
    test(`the duration is 3 or 6 months, for all keys at once, in ${language}`, async () => {
      const text = words[language];
      await settings('PUT', { renewalPeriodMonths: 3, enforceExpiry: false });
      await stage.show({ path, language }, async ({ page, look }) => {
        const list = () => page.goto('/admin/lojaverde/keys?sort=freshness&order=desc');
        const apply = page.getByRole('button', { name: text.apply, exact: true });
        const row = (code: string) => page.getByRole('row').filter({ hasText: code });
        const tone = (code: string) => row(code).locator('.freshness').first().getAttribute('data-tone');
        await page.getByRole('radio', { name: text.months3, checked: true }).waitFor();
        assert.equal(await apply.isDisabled(), true, 'there is nothing to apply');
        await look('settings');
        await list();
        await row('QWLKZT').getByText(text.outdated).waitFor();
        await row('PTVYQC').getByText(text.outdated).waitFor();
        assert.deepEqual([await tone('QWLKZT'), await tone('PTVYQC'), await tone('HBNDRA')], ['warn', 'bad', 'plain']);

        await page.goto(`/admin${path}`);
        await page.getByText(text.months6).click();
        await apply.click();
        await page.getByText(text.applied).waitFor();
        await isSaved(6, false);
        await list();
        await row('QWLKZT').getByText(text.left).waitFor();
        assert.deepEqual([await tone('QWLKZT'), await tone('PTVYQC')], ['plain', 'bad']);
        assert.equal(await decide(), 'allowed', 'however old the token is');
      });
    });

    test(`enforcement says how many keys it denies at once, and asks, in ${language}`, async () => {
      const text = words[language];
      await settings('PUT', { renewalPeriodMonths: 3, enforceExpiry: false });
      await stage.show({ path, language, width: 390 }, async ({ page, look }) => {
        const apply = page.getByRole('button', { name: text.apply, exact: true });
        const question = page.getByRole('alertdialog');
        await page.getByText(text.enforce).click();
        await look('settings-enforce');
        await apply.click();
        await question.getByText(text.denied).waitFor();
        await look('settings-confirm');
        await question.getByRole('button', { name: text.cancel }).click();
        await question.waitFor({ state: 'detached' });
        await isSaved(3, false);
        await apply.click();
        await question.getByRole('button', { name: text.confirm }).click();
        await question.waitFor({ state: 'detached' });
        await isSaved(3, true);
        assert.equal(await decide(), 'token_expired');

        await page.getByText(text.enforce).click();
        await apply.click();
        await page.getByRole('checkbox', { checked: false }).waitFor();
        while ((await settings()).body.enforceExpiry) await page.waitForTimeout(50);
        assert.equal(await question.count(), 0, 'to deny less needs no question');
        assert.equal(await decide(), 'allowed');
      });
    });

    test(`the export is a workbook with both sheets, in ${language}`, async () => {
      await stage.show({ path: '/lojaverde/keys/external', language }, async ({ page }) => {
        const waiting = page.waitForEvent('download', { timeout: 30_000 });
        await page.getByRole('button', { name: words[language].export }).click();
        const file = await waiting;
        assert.equal(file.suggestedFilename(), 'lojaverde-keys.xlsx');
        const sheets = await readWorkbook(readFileSync(await file.path()));
        const [generated = [], external = []] = [sheets.Generated, sheets.External];
        assert.deepEqual(Object.keys(sheets), Object.keys(columns));
        assert.deepEqual([generated[0]?.join(' '), external[0]?.join(' ')], Object.values(columns));
        const erp = generated.find((row) => row[1] === seededKey('lojaverde', 'QWLKZT'));
        assert.deepEqual([erp?.[3], erp?.[6], erp?.[7]], ['ERP – SAP order sync', null, 'Active']);
        assert.equal(generated.find((row) => row[1] === seededKey('lojaverde', 'CZRTBO'))?.[7], 'Inactive');
        const carrier = external.find((row) => row[1] === seededKey('lojaazul', 'ABCDEF'));
        assert.deepEqual([carrier?.[3], carrier?.[5]], ['lojaazul', 'Active']);
        const cells = [...generated, ...external].flat().join('\n');
        assert.doesNotMatch(cells, /seeded-token|chv_/, 'a token');
      });
    });
  }

  test('an export that fails or breaks off says so, and gives no file', async () => {
    const options = { path: '/lojaverde/keys/external', width: 390, mayFail: /keys[/]export$/ };
    await stage.show(options, async ({ page, look }) => {
      let files = 0;
      page.on('download', () => {
        files += 1;
      });
      const problem = { code: 'storage_busy', detail: 'Busy.' };
      await page.route('**/keys/export', (route) => route.fulfill({ status: 503, json: problem }));
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('alert').getByText('The server is busy').waitFor();
      await look('export-failed');
      await page.unroute('**/keys/export');
      await page.route('**/keys/export', (route) => route.abort('connectionreset'));
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('alert').getByText('The server did not answer').waitFor();
      assert.equal(files, 0);
    });
  });

  test('who may only view the settings cannot change them, on the page or without it', async () => {
    const cookies = await signInWith(stage.installation, stage.server.url, {
      account: 'lojaverde',
      resources: ['ViewApiKeys'],
    });
    await stage.show({ path, cookies, width: 320, theme: 'dark' }, async ({ page, look }) => {
      const apply = page.getByRole('button', { name: 'Apply' });
      await apply.waitFor();
      assert.equal(await apply.isDisabled(), true);
      assert.equal(await page.getByRole('radio').first().isDisabled(), true);
      assert.equal(await page.getByRole('checkbox').isDisabled(), true);
      await page.getByText('a role with EditApiKeysSettings').first().waitFor({ state: 'attached' });
      await look('settings-viewer');
    });
    const refused = await settings('PUT', { renewalPeriodMonths: 6, enforceExpiry: true }, cookies);
    assert.deepEqual([refused.status, refused.body.code], [403, 'resource_missing']);
  });

  test('who may only change the settings gets no export, from the page or without it', async () => {
    const cookies = await signInWith(stage.installation, stage.server.url, {
      account: 'lojaverde',
      resources: ['EditApiKeysSettings'],
    });
    await stage.show({ path, cookies }, async ({ page, look }) => {
      const button = page.getByRole('button', { name: 'Export' });
      await button.waitFor();
      assert.equal(await button.isDisabled(), true);
      await look('settings-without-export');
    });
    const file = '/api/v1/accounts/lojaverde/keys/export';
    assert.equal((await callWithCookies(stage.server.url, cookies, 'GET', file)).status, 403);
  });
});
