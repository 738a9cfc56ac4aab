/** The page of one generated key: tokens, requests by day, roles, other accounts, events. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { chromium } from '../support/browser.ts';
import { reveal } from '../support/links.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies, signIn, signInWith } from '../support/people.ts';
import { seedPartners } from '../support/seeded-external-keys.ts';
import { seededKey, seededToken, seedKeys } from '../support/seeded-keys.ts';
import { until } from '../support/until.ts';

const words = {
  en: {
    requests: 'Requests by day',
    counts: '3 requests allowed and 4 denied in 14 days',
    denied: ['Denied: wrong token', 'Denied: resource missing'],
    tokens: 'Tokens',
    token: ['Old token', 'New token'],
    pending: 'Pending deletion - Old token',
    roles: 'Roles',
    opens: /opens \d+ resources/,
    grants: 'Other accounts',
    since: 'since',
    events: 'Events',
    event: /renewed the token/,
    days: '90 days',
    link: ['Single-access link', 'Link opened', 'Link refused'],
    gone: 'There is no such key',
  },
  'pt-BR': {
    requests: 'Requisições por dia',
    counts: '3 requisições permitidas e 4 negadas em 14 dias',
    denied: ['Negadas: token errado', 'Negadas: recurso ausente'],
    tokens: 'Tokens',
    token: ['Token antigo', 'Token novo'],
    pending: 'Exclusão pendente - Token antigo',
    roles: 'Perfil de acesso',
    opens: /abre \d+ recursos/,
    grants: 'Outras contas',
    since: 'desde',
    events: 'Eventos',
    event: /renovou o token/,
    days: '90 dias',
    link: ['Link de acesso único', 'Link aberto', 'Link recusado'],
    gone: 'Essa chave não existe',
  },
  es: {
    requests: 'Solicitudes por día',
    counts: '3 solicitudes permitidas y 4 denegadas en 14 días',
    denied: ['Denegadas: token incorrecto', 'Denegadas: recurso faltante'],
    tokens: 'Tokens',
    token: ['Token antiguo', 'Token nuevo'],
    pending: 'Eliminación pendiente - Token antiguo',
    roles: 'Roles',
    opens: /abre \d+ recursos/,
    grants: 'Otras cuentas',
    since: 'desde',
    events: 'Eventos',
    event: /renovó el token/,
    days: '90 días',
    link: ['Link de acceso único', 'Link abierto', 'Link rechazado'],
    gone: 'Esa clave no existe',
  },
} as const;

const renewing = seededKey('lojaverde', 'XKSJWM');

describe('the page of a key', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  let path: string;

  const get = async (address: string) =>
    (await callWithCookies(stage.server.url, stage.cookies, 'GET', `/api/v1/accounts/lojaverde/keys/${address}`)).body;

  before(async () => {
    stage = await openPagesStage(async (installation, account) => {
      await seedKeys(installation, account);
      await seedPartners(installation);
    });
    const { url } = stage.server;
    const ask = (appToken: string, anyOf: string) =>
      callWithCookies(url, '', 'POST', '/api/v1/verify', { appKey: renewing, appToken, anyOf: [anyOf] });
    const codes: unknown[] = [];
    for (const [token, resource, times] of [
      [seededToken('XKSJWM'), 'OMSViewer', 3],
      [seededToken('XKSJWM'), 'LogisticsAdmin', 1],
      [`${seededToken('XKSJWM')}x`, 'OMSViewer', 3],
    ] as const) {
      for (let i = 0; i < times; i += 1) codes.push((await ask(token, resource)).body.code);
    }
    const three = (code: string) => [code, code, code];
    assert.deepEqual(codes, [...three('allowed'), 'resource_denied', ...three('invalid_credentials')]);
    const theirs = await signIn(url, 'ana@lojaazul.example');
    const grants = '/api/v1/accounts/lojaazul/external-keys';
    const given = await callWithCookies(url, theirs, 'POST', grants, { appKey: renewing, roles: [1] });
    assert.equal(given.status, 201);
    path = `/lojaverde/keys/${(await get(renewing)).id}`;
    await until('the requests are counted', async () => {
      const { days } = (await get(`${renewing}/usage`)) as { days?: { allowed: number; denied: object }[] };
      const today = days?.at(-1);
      return today?.allowed === 3 && Object.keys(today.denied).length === 2;
    });
  });
  after(() => stage.close());

  const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

  for (const language of languages) {
    test(`who has opened a link to its token, and who came too late, stands with the tokens, in ${language}`, async () => {
      const { url } = stage.server;
      const body = { label: `By link ${language}`, delivery: 'link' };
      const made = await callWithCookies(url, stage.cookies, 'POST', '/api/v1/accounts/lojaverde/keys', body);
      const { id, link } = made.body as { id: string; link: { url: string } };
      const { pathname, hash } = new URL(link.url);
      const opening = { linkId: pathname.split('/').at(-1) ?? '', secret: hash.slice(1) };
      const statuses = [(await reveal(url, opening)).status, (await reveal(url, opening)).status];
      assert.deepEqual(statuses, [200, 410]);
      const text = words[language];
      await stage.show({ path: `/lojaverde/keys/${id}`, language }, async ({ page, look }) => {
        const tokens = part(page, text.tokens);
        const [title, opened, refused] = text.link;
        await tokens.getByRole('heading', { name: title, exact: true }).waitFor();
        const attempts = await tokens.getByRole('listitem').allTextContents();
        assert.equal(attempts.length, 2);
        for (const outcome of [opened, refused]) {
          assert.equal(
            attempts.filter((each) => each.startsWith(outcome) && each.includes('127.0.0.1')).length,
            1,
            outcome,
          );
        }
        await look('key-by-link');
      });
    });

    test(`it shows tokens, requests, roles, other accounts and events, in ${language}`, async () => {
      const text = words[language];
      await stage.show({ path, language }, async ({ page, look }) => {
        await page.getByRole('heading', { level: 1, name: 'Marketing – CDP export' }).waitFor();
        const requests = part(page, text.requests);
        await requests.getByRole('img', { name: text.counts }).waitFor();
        const table = requests.getByRole('table');
        for (const title of text.denied) await table.getByRole('columnheader', { name: title }).waitFor();
        const today = table.getByRole('row').last();
        assert.deepEqual(await today.getByRole('cell').allTextContents(), ['3', '3', '1']);
        assert.equal(await table.getByRole('row').count(), 1 + 14);

        const tokens = part(page, text.tokens);
        for (const name of text.token) await tokens.getByRole('heading', { name }).waitFor();
        await tokens.getByText(text.pending).waitFor();
        await tokens.getByText('127.0.0.1').waitFor();

        const roles = part(page, text.roles);
        await roles.getByRole('button', { name: text.opens }).last().click();
        await roles.getByText('Televendas').waitFor();
        const grant = part(page, text.grants).getByRole('listitem');
        assert.match((await grant.textContent()) ?? '', new RegExp(`^lojaazul${text.since}`));
        await part(page, text.events).getByText(text.event).first().waitFor();
        await look('key');

        await requests.getByRole('button', { name: text.days }).click();
        await page.waitForURL(/days=90/);
        await until('ninety days are shown', async () => (await table.getByRole('row').count()) === 91);
      });
      await stage.show({ path, language, width: 390, theme: 'dark' }, async ({ page, look }) => {
        await part(page, text.events).getByText(text.event).first().waitFor();
        await look('key');
      });
    });
  }

  test('a key is deactivated and activated on its own page, and its events say so', async () => {
    await stage.show({ path }, async ({ page, look }) => {
      const menu = page.getByRole('button', { name: 'Actions for Marketing – CDP export' });
      await menu.click();
      await look('key-menu');
      await page.getByRole('menuitem', { name: 'Deactivate' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Deactivate' }).click();
      await page.getByText('Inactive', { exact: true }).waitFor();
      await part(page, 'Events')
        .getByText(/deactivated the key/)
        .waitFor();
      assert.equal((await get(renewing)).isActive, false);
      await page.locator('[aria-haspopup="menu"]:focus').waitFor();
      await page.getByRole('button', { name: 'Activate', exact: true }).click();
      await page.getByText('Active', { exact: true }).waitFor();
      assert.equal((await get(renewing)).isActive, true);
      // What is done most is in sight, and focus comes back to it.
      const deactivate = page.getByRole('button', { name: 'Deactivate', exact: true });
      await deactivate.click();
      await page.getByRole('alertdialog').getByText('with either of its tokens').waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.locator('button:focus').filter({ hasText: 'Deactivate' }).waitFor();
      await part(page, 'Tokens').getByRole('button', { name: 'Undo Renewal' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
      await part(page, 'Tokens').getByRole('button', { name: 'Delete old token' }).waitFor();
    });
  });

  test('roles are changed where they stand, and left as they were by Cancel', async () => {
    await stage.show({ path }, async ({ page, look }) => {
      const roles = part(page, 'Roles');
      const change = roles.getByRole('button', { name: 'Change roles' });
      const box = roles.getByRole('checkbox', { name: 'Checkout Admin' }).locator('xpath=ancestor::label');
      const names = async () => ((await get(renewing)).roles as { name: string }[]).map(({ name }) => name);
      const before = await names();
      await change.click();
      await box.click();
      await look('key-roles');
      await roles.getByRole('button', { name: 'Cancel' }).click();
      await page.locator('button:focus').filter({ hasText: 'Change roles' }).waitFor();
      assert.deepEqual(await names(), before);
      for (const isAfter of [true, false]) {
        await change.click();
        await box.click();
        await roles.getByRole('button', { name: 'Save' }).click();
        await change.waitFor();
        assert.equal((await names()).includes('Checkout Admin'), isAfter !== before.includes('Checkout Admin'));
      }
    });
  });

  test('at 320 pixels nothing is wider than the window, with ninety days as well', async () => {
    await stage.show({ path: `${path}?days=90`, width: 320 }, async ({ page, look }) => {
      await part(page, 'Requests by day').getByRole('img').waitFor();
      await look('key');
    });
  });

  test('a key of another account, and one that never was, do not exist', async () => {
    for (const key of [seededKey('lojaazul', 'ABCDEF'), '00000000-0000-4000-8000-000000000000']) {
      await stage.show({ path: `/lojaverde/keys/${key}`, mayFail: /^404 / }, async ({ page, look }) => {
        await page.getByRole('heading', { name: words.en.gone }).waitFor();
        await look('key-gone');
      });
    }
  });

  test('who may not see the audit log is told what it takes, and sees the rest', async () => {
    const viewer = { account: 'lojaverde', resources: ['ViewApiKeys'] };
    const cookies = await signInWith(stage.installation, stage.server.url, viewer);
    await stage.show({ path, cookies }, async ({ page, look }) => {
      await part(page, 'Events').getByText('You need a role with view_metrics').waitFor();
      await part(page, 'Other accounts').getByRole('listitem').filter({ hasText: 'lojaazul' }).waitFor();
      await look('key-viewer');
      await page.getByRole('button', { name: 'Actions for' }).click();
      for (const [name, resource] of [
        ['Edit', 'EditApiKeys'],
        ['Deactivate', 'EditApiKeys'],
        ['Undo Renewal', 'RenewApiToken'],
        ['Delete Key', 'EditApiKeys'],
      ] as const) {
        const entry = page.getByRole('menuitem', { name: new RegExp(`^${name}`) });
        assert.equal(await entry.getAttribute('aria-disabled'), 'true', name);
        assert.match((await entry.textContent()) ?? '', new RegExp(`a role with ${resource}`));
      }
    });
    const events = await callWithCookies(stage.server.url, cookies, 'GET', '/api/v1/accounts/lojaverde/audit');
    assert.equal(events.status, 403);
  });

  test('who may only renew tokens sees the key, and the page asks for nothing that is refused', async () => {
    const renewer = { account: 'lojaverde', resources: ['RenewApiToken'] };
    const cookies = await signInWith(stage.installation, stage.server.url, renewer);
    await stage.show({ path, cookies, width: 390 }, async ({ page, look }) => {
      await part(page, 'Roles').getByText('Finance').waitFor();
      await part(page, 'Tokens').getByText('Old token').first().waitFor();
      await page.getByRole('button', { name: 'Actions for' }).click();
      const edit = page.getByRole('menuitem', { name: /^Edit/ });
      assert.equal(await edit.getAttribute('aria-disabled'), 'true');
      const undo = page.getByRole('menuitem', { name: 'Undo Renewal' });
      assert.equal(await undo.getAttribute('aria-disabled'), null);
      await look('key-renewer');
    });
    await stage.show({ path: '/lojaverde/keys', cookies }, async ({ page }) => {
      await page.getByRole('row').filter({ hasText: 'XKSJWM' }).waitFor();
    });
  });

  test('who may only see the audit log sees nothing of the key', async () => {
    const auditor = { account: 'lojaverde', resources: ['view_metrics'] };
    const cookies = await signInWith(stage.installation, stage.server.url, auditor);
    await stage.show({ path, cookies, width: 390 }, async ({ page, look }) => {
      await page.getByText('a role with ViewApiKeys or RenewApiToken').waitFor();
      await look('key-forbidden');
    });
  });

  test('where several nodes decide, whoever takes something away sees when all of them do', async () => {
    const other = await stage.installation.serve({ CHAVEIRO_SOCKET: '' });
    try {
      for (const [language, told, inactive, back] of [
        ['en', /^.+ is inactive: decided on by 2 of 2 nodes in \d+ ms$/, 'Deactivate', 'Activate'],
        ['pt-BR', /^.+: já vale em 2 de 2 nós, após \d+ ms$/, 'Inativar', 'Ativar'],
        ['es', /^.+: ya rige en 2 de 2 nodos, tras \d+ ms$/, 'Desactivar', 'Activar'],
      ] as const) {
        await stage.show({ path, language }, async ({ page, look }) => {
          await page.getByRole('button', { name: inactive, exact: true }).click();
          await page.getByRole('alertdialog').getByRole('button', { name: inactive }).click();
          await page.locator('.toast').getByText(told).waitFor();
          await look('key-receipt');
          await page.getByRole('button', { name: back, exact: true }).click();
          await page.getByRole('button', { name: inactive, exact: true }).waitFor();
        });
      }
    } finally {
      await other.process.stop();
    }
  });
});
