/** *Users*: people are invited by links that are shown once, and an invitation that is gone is replaced. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { chromium } from '../support/browser.ts';
import { findListedUser, usersPath } from '../support/listed-users.ts';
import { addMember, addRole, asOwner } from '../support/members.ts';
import { pageTexts } from '../support/page-texts.ts';
import { type Language, languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies, createOwner, goodPassword } from '../support/people.ts';
import { openRowMenu } from '../support/row-menu.ts';

const words = {
  en: { title: 'Users', roles: 'Roles', email: 'E-mail', password: 'New password', join: 'Join account' },
  'pt-BR': {
    title: 'Usuários',
    roles: 'Perfil de acesso',
    email: 'E-mail',
    password: 'Nova senha',
    join: 'Entrar na conta',
  },
  es: {
    title: 'Usuarios',
    roles: 'Roles',
    email: 'Correo electrónico',
    password: 'Nueva contraseña',
    join: 'Unirse a la cuenta',
  },
} as const;
describe('invitations on the page of users', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  let pickers: number;
  let keyEditors: number;
  /** Of a user who manages users, and holds no other management right but what opens lists. */
  let manager: string;

  before(async () => {
    stage = await openPagesStage(async (installation) => {
      await createOwner(installation, 'lojaazul');
    });
    pickers = await addRole(stage, 'Pickers', ['OMSViewer']);
    keyEditors = await addRole(stage, 'Key editors', ['EditApiKeys']);
    const managers = await addRole(stage, 'Managers', ['Save_User', 'Get_Users_Paged', 'Get_Roles_Paged']);
    manager = await addMember(stage, 'bia@lojaverde.example', [managers]);
  });
  after(() => stage.close());

  const invite = async (page: Page, language: Language, email: string) => {
    const t = pageTexts(language);
    await page.getByRole('button', { name: t('users.invite') }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel(words[language].email).fill(email);
    return sheet;
  };

  for (const language of languages) {
    test(`somebody is invited by a link that is shown once and in no place that keeps it, in ${language}`, async () => {
      const t = pageTexts(language);
      const email = `${language.toLowerCase()}@lojaverde.example`;
      const mayFail = /^401 \/api\/v1\/session$/;
      await stage.show({ path: '/lojaverde/users', language, mayFail }, async ({ page, context, look }) => {
        await page.getByRole('heading', { level: 1, name: words[language].title }).waitFor();
        await page.getByText('bia@lojaverde.example').first().waitFor();
        await look('users');
        const sheet = await invite(page, language, email);
        await sheet.getByLabel(t('users.name'), { exact: true }).fill('Eva');
        await sheet.getByRole('checkbox', { name: 'Pickers' }).check({ force: true });
        await look('user-invite');
        await sheet.getByRole('button', { name: t('users.invite') }).click();
        const ready = page.getByRole('dialog', { name: t('users.invitationReady') });
        const link = await ready.locator('.secret-text').innerText();
        assert.match(link, /\/admin\/setup\/invitation#/);
        await look('user-invitation');
        const secret = link.split('#')[1] ?? '';
        const kept = await page.evaluate<string>(
          'JSON.stringify([location.href, history.state, { ...localStorage }, { ...sessionStorage }])',
        );
        assert.ok(secret.length > 20 && !kept.includes(secret));
        // Whoever has copied nothing is asked once.
        await page.keyboard.press('Escape');
        await ready.getByRole('alert').getByText(t('keys.linkNotCopied')).waitFor();
        await look('user-invitation-not-copied');
        await ready.getByRole('button', { name: t('common.copy') }).click();
        await page.getByRole('button', { name: t('common.copied') }).waitFor();
        assert.equal(await page.evaluate<string>('navigator.clipboard.readText()'), link);
        await page.keyboard.press('Escape');
        await ready.waitFor({ state: 'detached' });
        await page
          .getByRole('row', { name: new RegExp(email) })
          .getByText(t('users.invited'), { exact: true })
          .waitFor();
        assert.ok(!(await page.content()).includes(secret));

        await context.clearCookies();
        await page.goto(link);
        await page.getByLabel(words[language].password).fill(goodPassword);
        await page.getByRole('button', { name: words[language].join }).click();
        await page.getByRole('heading', { level: 1, name: t('keys.title') }).waitFor();
      });
      const joined = await findListedUser(stage, email);
      assert.deepEqual([joined.name, joined.roles.map(({ id }) => id)], ['Eva', [pickers]]);
    });

    test(`of who was invited it says until when the invitation is good, and one that is not is replaced, in ${language}`, async () => {
      const t = pageTexts(language);
      const email = `late-${language.toLowerCase()}@lojaverde.example`;
      const invite = { email, roles: [pickers] };
      const { status, body } = await callWithCookies(stage.server.url, manager, 'POST', usersPath, invite);
      assert.equal(status, 201);
      const path = `/lojaverde/users?q=${encodeURIComponent(email)}`;
      await stage.show({ path, language }, async ({ page, look }) => {
        const row = page.getByRole('row', { name: new RegExp(email) });
        const untilText = async () =>
          t('users.invitationUntil', {
            time: minuteText(language, (await findListedUser(stage, email)).invitationExpiresAt),
          });
        await row.getByText(await untilText()).waitFor();
        const again = row.getByRole('button', { name: t('users.newInvitation') });
        assert.equal(await again.count(), 0);
        // Whoever has invited could not give this role: the invitation opens nothing any more.
        await asOwner(stage, 'PATCH', `/users/${body.id}`, { roles: [pickers, keyEditors] });
        await page.reload();
        await row.getByText(t('users.invitationGone')).waitFor();
        await look('user-invitation-gone');
        await again.click();
        await page.getByRole('button', { name: t('users.issueLink') }).click();
        await page.getByRole('button', { name: t('common.copy') }).click();
        await page.getByRole('button', { name: t('common.copied') }).waitFor();
        await page.keyboard.press('Escape');
        await row.getByText(await untilText()).waitFor();
        assert.equal(await again.count(), 0);
      });
    });
  }

  test('an address that is known elsewhere and one that is not get the same answer; one that is here is refused', async () => {
    const t = pageTexts('en');
    const seen: string[] = [];
    for (const email of ['ana@lojaazul.example', 'ana@lojanova.example']) {
      await stage.show({ path: '/lojaverde/users' }, async ({ page }) => {
        const sheet = await invite(page, 'en', email);
        await sheet.getByRole('button', { name: t('users.invite') }).click();
        const ready = page.getByRole('dialog', { name: t('users.invitationReady') });
        const text = await ready.innerText();
        const link = await ready.locator('.secret-text').innerText();
        seen.push(
          text
            .replaceAll(email, '')
            .replace(link, String(link.length))
            .replace(/until .* GMT/, ''),
        );
        await ready.getByRole('button', { name: t('common.copy') }).click();
        await page.getByRole('button', { name: t('common.copied') }).waitFor();
        await page.keyboard.press('Escape');
        const row = await page.getByRole('row', { name: new RegExp(email) }).innerText();
        // The minute may have changed between the two.
        seen.push(row.replaceAll(email, '').replace(/, \d+:\d+ [AP]M$/m, ''));
      });
    }
    assert.deepEqual(seen.slice(0, 2), seen.slice(2));
    await stage.show({ path: '/lojaverde/users', mayFail: /^409 / }, async ({ page, look }) => {
      const sheet = await invite(page, 'en', 'BIA@lojaverde.example');
      await sheet.getByRole('button', { name: t('users.invite') }).click();
      await sheet.getByText(t('users.exists')).waitFor();
      await look('user-invite-exists');
    });
  });

  test('a new invitation replaces the one before, and who has joined gets none', async () => {
    const t = pageTexts('en');
    const email = 'fred@lojaverde.example';
    await asOwner(stage, 'POST', '/users', { email, roles: [pickers] });
    await stage.show({ path: '/lojaverde/users?status=invited' }, async ({ page, look }) => {
      await openRowMenu(page, email, t);
      assert.equal(await page.getByRole('menuitem', { name: t('users.passwordLink') }).count(), 0);
      await page.getByRole('menuitem', { name: t('users.newInvitation') }).click();
      await page.getByRole('button', { name: t('users.issueLink') }).click();
      const first = await page.locator('.secret-text').innerText();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await openRowMenu(page, email, t);
      await page.getByRole('menuitem', { name: t('users.newInvitation') }).click();
      await page.getByRole('button', { name: t('users.issueLink') }).click();
      const again = await page.locator('.secret-text').innerText();
      assert.notEqual(again, first);
      await look('user-new-invitation');
      const open = async (link: string) =>
        await callWithCookies(stage.server.url, '', 'POST', '/api/v1/setup', {
          token: link.split('#')[1],
          password: goodPassword,
        });
      assert.equal((await open(first)).status, 410);
      assert.equal((await open(again)).status, 200);
    });
  });

  test('a user is invited by keyboard alone', async () => {
    const t = pageTexts('en');
    await stage.show({ path: '/lojaverde/users' }, async ({ page }) => {
      await page.getByRole('button', { name: t('users.invite') }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').getByLabel('E-mail').and(page.locator(':focus')).waitFor();
      await page.keyboard.type('keys@lojaverde.example');
      await page.keyboard.press('Enter');
      await page.locator('.secret-text').waitFor();
      await page
        .getByRole('button', { name: t('common.copy') })
        .and(page.locator(':focus'))
        .waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: t('common.copied') }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('row', { name: /keys@lojaverde.example/ }).waitFor();
      await page
        .getByRole('button', { name: t('users.invite') })
        .and(page.locator(':focus'))
        .waitFor();
    });
  });
});

/** A time as the pages of a stage write it. */
function minuteText(language: Language, time: string | null): string {
  const format = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'America/Sao_Paulo' } as const;
  return new Intl.DateTimeFormat(language, format).format(Date.parse(time ?? '')).replaceAll(/\s/g, ' ');
}
