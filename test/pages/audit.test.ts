/** The page of the audit log: sentences, filters, details, pages and the export. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { callApi } from '../support/api.ts';
import { chromium } from '../support/browser.ts';
import type { Installation, KeyPair } from '../support/chaveiro.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies, createMember, signIn } from '../support/people.ts';
import { seededKey, seedKeys } from '../support/seeded-keys.ts';
import { until } from '../support/until.ts';

const words = {
  en: {
    title: 'Audit',
    renewed: 'The operator renewed the token of the key Marketing – CDP export',
    edited: 'ana@lojaverde.example edited the key Storefront – price feed',
    event: 'Event',
    typed: 'key deact',
    action: 'Deactivated the key',
    time: 'Time',
    week: 'Last 7 days',
    details: 'Details',
    close: 'Close',
    signedIn: 'ana@lojaverde.example signed in',
    failed: 'Somebody failed to sign in as ana@lojaverde.example',
    facts: [/E-mail\s+ana@lojaverde.example/, /Address\s+127.0.0.1/, /Program\s+test/],
    tries: [/Address\s+127.0.0.1/, /Attempts\s+1/],
  },
  'pt-BR': {
    title: 'Auditoria',
    renewed: 'O operador renovou o token da chave Marketing – CDP export',
    edited: 'ana@lojaverde.example editou a chave Storefront – price feed',
    event: 'Evento',
    typed: 'inativou a chave',
    action: 'Inativou a chave',
    time: 'Período',
    week: 'Últimos 7 dias',
    details: 'Detalhes',
    close: 'Fechar',
    signedIn: 'ana@lojaverde.example entrou',
    failed: 'Alguém não conseguiu entrar como ana@lojaverde.example',
    facts: [/E-mail\s+ana@lojaverde.example/, /Endereço\s+127.0.0.1/, /Programa\s+test/],
    tries: [/Endereço\s+127.0.0.1/, /Tentativas\s+1/],
  },
  es: {
    title: 'Auditoría',
    renewed: 'El operador renovó el token de la clave Marketing – CDP export',
    edited: 'ana@lojaverde.example editó la clave Storefront – price feed',
    event: 'Evento',
    typed: 'clave desact',
    action: 'Desactivó la clave',
    time: 'Período',
    week: 'Últimos 7 días',
    details: 'Detalles',
    close: 'Cerrar',
    signedIn: 'ana@lojaverde.example inició sesión',
    failed: 'Alguien no pudo iniciar sesión como ana@lojaverde.example',
    facts: [/Correo electrónico\s+ana@lojaverde.example/, /Dirección\s+127.0.0.1/, /Programa\s+test/],
    tries: [/Dirección\s+127.0.0.1/, /Intentos\s+1/],
  },
} as const;

describe('the audit log', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  let other: KeyPair;

  before(async () => {
    stage = await openPagesStage(async (installation, account) => {
      await seedKeys(installation, account);
      await createMember(installation, account, 'bia@lojaverde.example', ['OMS - Read only']);
      other = await installation.createAccount('lojaazul');
      await failToSignIn(installation, 'ana@lojaverde.example');
    });
    const { url } = stage.server;
    const path = `/api/v1/accounts/lojaverde/keys/${seededKey('lojaverde', 'HBNDRA')}`;
    const roles = await callWithCookies(url, stage.cookies, 'GET', '/api/v1/accounts/lojaverde/roles');
    const finance = (roles.body.items as { id: number; name: string }[]).find(({ name }) => name === 'Finance');
    const changed = await callWithCookies(url, stage.cookies, 'PATCH', path, { roles: [finance?.id] });
    assert.equal(changed.status, 200);
    const grant = { appKey: seededKey('lojaverde', 'GAEWSP'), roles: [1] };
    const granted = await callApi(url, other, 'POST', '/api/v1/accounts/lojaazul/external-keys', grant);
    assert.equal(granted.status, 201, JSON.stringify(granted.body));
  });
  after(() => stage.close());

  for (const language of languages) {
    test(`says who did what to what in sentences, and in ${language} finds an action by words of it`, async () => {
      const text = words[language];
      await stage.show({ path: '/lojaverde/audit', language }, async ({ page, look }) => {
        await page.getByRole('heading', { level: 1, name: text.title }).waitFor();
        await sentence(page, text.renewed).waitFor();
        await look('audit');
        await page.getByRole('button', { name: `${text.details}: ${text.edited}` }).click();
        const sheet = page.getByRole('dialog', { name: text.edited });
        assert.match(await sheet.innerText(), /− Checkout Admin id:\d+\s+\+ Finance id:\d+/);
        await look('audit-details');
        await page.keyboard.press('Escape');
        await sheet.waitFor({ state: 'detached' });
        const opener = `${text.details}: ${text.edited}`;
        await until('focus is back', async () => (await page.evaluate(focusedLabel)) === opener);

        await page.getByRole('button', { name: text.event }).click();
        await page.keyboard.type(text.typed);
        await until('one action', async () => (await page.getByRole('option').count()) === 1);
        await look('audit-action');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: `${text.event}: ${text.action}` }).waitFor();
        await rows(page, 1);
        assert.equal(new URL(page.url()).search, '?action=key.deactivated');
        await page.getByRole('button', { name: text.time }).click();
        await page.getByRole('option', { name: text.week }).click();
        await page.reload();
        await rows(page, 1);
        assert.equal(new URL(page.url()).search, '?action=key.deactivated&period=week');
      });
    });
  }

  for (const language of languages) {
    test(`says in ${language} which people of the account signed in and whose password was tried, from where and with what`, async () => {
      const text = words[language];
      for (const [action, said, details] of [
        ['session.started', text.signedIn, text.facts],
        ['sign_in.failed', text.failed, text.tries],
      ] as const) {
        await stage.show({ path: `/lojaverde/audit?action=${action}`, language }, async ({ page, look }) => {
          await page.getByRole('row').filter({ hasText: said }).filter({ hasText: '127.0.0.1' }).waitFor();
          await page.getByRole('button', { name: `${text.details}: ${said}` }).click();
          const sheet = page.getByRole('dialog', { name: said });
          const shown = await sheet.innerText();
          for (const fact of details) assert.match(shown, fact);
          await look(`audit-${action}`);
        });
      }
    });
  }

  test('shows every state on a phone, at 320 px and in the dark', async () => {
    for (const { width, theme, language } of [
      { width: 390, theme: 'light', language: 'pt-BR' },
      { width: 390, theme: 'dark', language: 'en' },
      { width: 320, theme: 'light', language: 'es' },
      { width: 1440, theme: 'dark', language: 'pt-BR' },
    ] as const) {
      const text = words[language];
      await stage.show({ path: '/lojaverde/audit', width, theme, language }, async ({ page, look }) => {
        await sentence(page, text.edited).waitFor();
        await look('audit');
        await page.getByRole('button', { name: `${text.details}: ${text.edited}` }).click();
        await page.getByText('JSON', { exact: true }).click();
        await look('audit-details');
      });
      await stage.show({ path: '/lojaverde/audit?q=nothing-is-called-so', width, theme, language }, async (view) => {
        await view.page.getByRole('heading', { level: 2 }).waitFor();
        await view.look('audit-no-match');
      });
    }
  });

  test('leads from an event to all of the same actor, and takes somebody who is typed', async () => {
    await stage.show({ path: '/lojaverde/audit' }, async ({ page }) => {
      await page.getByRole('button', { name: `Details: ${words.en.edited}` }).click();
      await page.getByRole('button', { name: 'Only events by this one' }).click();
      // The other is that she set her password.
      await rows(page, 2);
      assert.equal(new URL(page.url()).searchParams.get('actor'), 'user:ana@lojaverde.example');
      await page.getByRole('button', { name: 'Who: You (ana@lojaverde.example)' }).click();
      await page.keyboard.type('bia@lojaverde.example');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await sentence(page, 'bia@lojaverde.example joined the account').waitFor();
      await rows(page, 1);
      await page.goBack();
      await sentence(page, words.en.renewed).waitFor();
    });
  });

  test('days are chosen by a first and a last one, in the time zone of the reader', async () => {
    await stage.show({ path: '/lojaverde/audit' }, async ({ page, look }) => {
      const asked = page.waitForRequest((request) => /[?&]to=/.test(request.url()));
      await page.getByRole('button', { name: 'Time' }).click();
      await page.getByRole('option', { name: 'Other days' }).click();
      await page.getByLabel('First day').fill('2026-03-02');
      await page.getByLabel('Last day').fill('2026-03-01');
      await page.getByRole('button', { name: 'Show events' }).click();
      await page.getByText('The last day is before the first.').waitFor();
      await look('audit-days');
      await page.getByLabel('Last day').fill('2026-03-05');
      await page.getByRole('button', { name: 'Show events' }).click();
      const { searchParams } = new URL((await asked).url());
      assert.equal(searchParams.get('from'), '2026-03-02T03:00:00.000Z');
      assert.equal(searchParams.get('to'), '2026-03-06T03:00:00.000Z');
      await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
      await page.getByRole('button', { name: 'Time: Mar 2, 2026 – Mar 5, 2026' }).waitFor();
    });
  });

  test('of another account it is said that it acted, and not who there', async () => {
    await stage.show({ path: '/lojaverde/audit?action=external_key.added' }, async ({ page }) => {
      const key = seededKey('lojaverde', 'GAEWSP');
      await sentence(page, `The account lojaazul added the external key ${key}`).waitFor();
      await page.getByRole('button', { name: /^Details/ }).click();
      assert.ok(!(await page.getByRole('dialog').innerText()).includes(other.appKey));
      assert.equal(await page.getByRole('button', { name: 'Only events by this one' }).count(), 0);
    });
  });

  test('pages follow each other by what stands in the address', async () => {
    for (let i = 0; i < 26; i++) {
      for (const isActive of [true, false]) {
        const path = `/api/v1/accounts/lojaverde/keys/${seededKey('lojaverde', 'CZRTBO')}`;
        await callWithCookies(stage.server.url, stage.cookies, 'PATCH', path, { isActive });
      }
    }
    await stage.show({ path: '/lojaverde/audit' }, async ({ page, look }) => {
      await rows(page, 50);
      await page.getByRole('button', { name: 'Next page' }).click();
      await page.getByText('51 to').waitFor();
      const { searchParams } = new URL(page.url());
      assert.equal(searchParams.get('page'), '2');
      assert.ok(searchParams.get('after'));
      await page.reload();
      await page.getByText('51 to').waitFor();
      await look('audit-page-2');
      await page.getByRole('button', { name: 'Previous page' }).click();
      await rows(page, 50);
    });
  });

  test('exports what is filtered for, as JSON lines', async () => {
    await stage.show({ path: '/lojaverde/audit?action=renewal.started' }, async ({ page }) => {
      await rows(page, 1);
      const coming = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Export (JSON lines)' }).click();
      const download = await coming;
      assert.equal(download.suggestedFilename(), 'lojaverde-audit.jsonl');
      const lines = readFileSync(await download.path(), 'utf8')
        .trimEnd()
        .split('\n');
      assert.deepEqual(
        lines.map((line) => JSON.parse(line).action),
        ['renewal.started'],
      );
    });
  });

  test('whoever may not see it is told which resource to ask for', async () => {
    const cookies = await signIn(stage.server.url, 'bia@lojaverde.example');
    for (const width of [1440, 390]) {
      await stage.show({ path: '/lojaverde/audit', cookies, width }, async ({ page, look }) => {
        await page.getByText('view_metrics').waitFor();
        await look('audit-no-permission');
        assert.equal(await page.getByRole('table').count(), 0);
      });
    }
  });

  // Last: the others count what she did before.
  test('what is named by its id is shown by its name, with the id beside it, and leads to its page', async () => {
    const { url } = stage.server;
    const address = '/api/v1/accounts/lojaverde';
    const seen = `${address}/keys/${seededKey('lojaverde', 'HBNDRA')}`;
    const key = (await callWithCookies(url, stage.cookies, 'GET', seen)).body as { id: string; label: string };
    const made = { name: 'Night shift', resources: ['OMSViewer'] };
    const role = (await callWithCookies(url, stage.cookies, 'POST', `${address}/roles`, made)).body;
    const exported = await fetch(`${url}${address}/audit/export?subject=key:${key.id}`, {
      headers: { Cookie: stage.cookies },
    });
    await exported.text();
    await stage.show({ path: '/lojaverde/audit?action=audit.exported' }, async ({ page, look }) => {
      const newest = page.getByRole('button', { name: /^Details/ }).first();
      await newest.click();
      const facts = page.getByRole('dialog').locator('.event-fields');
      await facts.getByText(key.label).waitFor();
      assert.match(await facts.innerText(), new RegExp(`To what\\s+${key.label} key:${key.id}`));
      await look('audit-named');
    });
    await stage.show({ path: '/lojaverde/audit?action=renewal.started' }, async ({ page }) => {
      await page
        .getByRole('button', { name: /^Details/ })
        .first()
        .click();
      const facts = await page.getByRole('dialog').locator('.event-fields').innerText();
      assert.match(facts, /^Tokens\s+− Current token, since .+\s\+ Old token, since .+\s\+ New token, since .+$/);
    });
    await stage.show({ path: `/lojaverde/audit?subject=key:${key.id}` }, async ({ page }) => {
      await page.getByRole('button', { name: `To what: ${key.label}` }).waitFor();
    });
    await stage.show({ path: `/lojaverde/audit?subject=role:lojaverde/${role.id}` }, async ({ page }) => {
      await page.getByRole('button', { name: /^Details/ }).click();
      await page.getByRole('dialog').getByRole('link', { name: 'Night shift' }).click();
      await page.getByRole('heading', { level: 1, name: 'Night shift' }).waitFor();
    });
  });
});

/** Somebody tries a wrong password; a server that stops writes down what failed. */
async function failToSignIn(installation: Installation, email: string): Promise<void> {
  const { url, process } = await installation.serve();
  const body = { email, password: 'a password that is wrong' };
  const { status } = await callWithCookies(url, '', 'POST', '/api/v1/session', body);
  assert.equal(status, 401);
  await process.stop();
}

/** The row of an event, found by what it says. */
function sentence(page: Page, text: string): Locator {
  return page.locator('.event').filter({ hasText: text });
}

async function rows(page: Page, count: number): Promise<void> {
  await until(`${count} rows`, async () => (await page.locator('tr[data-row]').count()) === count);
}

const focusedLabel = 'document.activeElement?.getAttribute("aria-label")';
