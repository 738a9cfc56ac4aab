/** *Users*: invited, given roles and removed, and what nobody may do to themselves or to the last Owner. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { callApi } from '../support/api.ts';
import { chromium } from '../support/browser.ts';
import type { KeyPair } from '../support/chaveiro.ts';
import { addMember, addRole, asOwner } from '../support/members.ts';
import { pageTexts } from '../support/page-texts.ts';
import { type Language, languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies, createOwner, goodPassword } from '../support/people.ts';

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

const users = '/api/v1/accounts/lojaverde/users';

interface ListedUser {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly roles: readonly { readonly id: number; readonly name: string }[];
  readonly invitationExpiresAt: string | null;
}

describe('the page of users', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  let pickers: number;
  let managers: number;
  let keyEditors: number;
  /** Of a user who manages users, and holds no other management right but what opens lists. */
  let manager: string;
  /** Of a user who may look at users alone. */
  let viewer: string;

  before(async () => {
    stage = await openPagesStage(async (installation) => {
      await createOwner(installation, 'lojaazul');
    });
    pickers = await addRole(stage, 'Pickers', ['OMSViewer']);
    managers = await addRole(stage, 'Managers', ['Save_User', 'Get_Users_Paged', 'Get_Roles_Paged']);
    keyEditors = await addRole(stage, 'Key editors', ['EditApiKeys']);
    manager = await addMember(stage, 'bia@lojaverde.example', [managers]);
    viewer = await addMember(stage, 'davi@lojaverde.example', [await addRole(stage, 'Viewers', ['Get_Users_Paged'])]);
  });
  after(() => stage.close());

  const find = async (email: string): Promise<ListedUser> => {
    const { items } = await asOwner<{ items: ListedUser[] }>(stage, 'GET', `/users?q=${encodeURIComponent(email)}`);
    assert.ok(items[0] !== undefined, email);
    return items[0];
  };
  const openMenu = async (page: Page, email: string, t: ReturnType<typeof pageTexts>) =>
    await page.getByRole('button', { name: t('common.actionsFor', { name: email }), exact: true }).click();
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
      const joined = await find(email);
      assert.deepEqual([joined.name, joined.roles.map(({ id }) => id)], ['Eva', [pickers]]);
    });

    test(`a user is edited, gets a link for a new password, and is removed and out at once, in ${language}`, async () => {
      const t = pageTexts(language);
      const email = `leaver-${language.toLowerCase()}@lojaverde.example`;
      const cookies = await addMember(stage, email, [pickers]);
      const path = `/lojaverde/users?q=${encodeURIComponent(email)}`;
      await stage.show({ path, language }, async ({ page, look }) => {
        await openMenu(page, email, t);
        await look('user-menu-of-row');
        await page.getByRole('menuitem', { name: t('common.edit'), exact: true }).click();
        await page.getByLabel(t('users.name'), { exact: true }).fill('Gil');
        await page.getByRole('checkbox', { name: 'Viewers' }).check({ force: true });
        await look('user-edit');
        await page.getByRole('button', { name: t('common.save') }).click();
        await page.getByText('Gil').first().waitFor();
        assert.deepEqual((await find(email)).roles.map(({ name }) => name).toSorted(), ['Pickers', 'Viewers']);

        await openMenu(page, email, t);
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

        assert.equal((await callWithCookies(stage.server.url, cookies, 'GET', users)).status, 200);
        await openMenu(page, email, t);
        await page.getByRole('menuitem', { name: t('users.remove') }).click();
        await look('user-remove');
        await page.getByRole('button', { name: t('users.removeConfirm') }).click();
        await page.getByRole('heading', { name: t('common.noMatch') }).waitFor();
        assert.equal((await callWithCookies(stage.server.url, cookies, 'GET', users)).status, 401);
      });
    });

    test(`of who was invited it says until when the invitation is good, and one that is not is replaced, in ${language}`, async () => {
      const t = pageTexts(language);
      const email = `late-${language.toLowerCase()}@lojaverde.example`;
      const invite = { email, roles: [pickers] };
      const { status, body } = await callWithCookies(stage.server.url, manager, 'POST', users, invite);
      assert.equal(status, 201);
      const path = `/lojaverde/users?q=${encodeURIComponent(email)}`;
      await stage.show({ path, language }, async ({ page, look }) => {
        const row = page.getByRole('row', { name: new RegExp(email) });
        const untilText = async () =>
          t('users.invitationUntil', { time: minuteText(language, (await find(email)).invitationExpiresAt) });
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

    test(`nobody removes themselves, changes their own roles or the last Owner, in ${language}`, async () => {
      const t = pageTexts(language);
      const own = stage.ownerEmail;
      await stage.show({ path: '/lojaverde/users?q=ana%40', language }, async ({ page, look }) => {
        await openMenu(page, own, t);
        for (const [action, reason] of [
          ['users.passwordLink', 'users.ownPassword'],
          ['users.remove', 'users.notYourself'],
        ] as const) {
          const item = page.getByRole('menuitem', { name: t(action) });
          assert.equal(await item.getAttribute('aria-disabled'), 'true', action);
          assert.ok((await item.innerText()).includes(t(reason)), action);
        }
        await look('user-own-menu');
        await page.getByRole('menuitem', { name: t('common.edit'), exact: true }).click();
        await page.getByText(t('failure.ownRights')).waitFor();
        assert.equal(await page.getByRole('checkbox').count(), 0);
        await look('user-own-edit');
      });
      const { id } = await find(own);
      for (const [method, body] of [['DELETE'], ['PATCH', { roles: [] }]] as const) {
        const answer = await callWithCookies(stage.server.url, stage.cookies, method, `${users}/${id}`, body);
        assert.deepEqual([answer.status, answer.body.code], [403, 'own_rights'], method);
      }
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
        seen.push(row.replaceAll(email, ''));
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

  test('the last Owner stays: whoever is one cannot remove themselves, and a key with the Owner role is refused', async () => {
    const { id } = await find(stage.ownerEmail);
    const key = await asOwner<KeyPair>(stage, 'POST', '/keys', { label: 'Owner', roles: [1] });
    for (const [method, body] of [['DELETE'], ['PATCH', { roles: [pickers] }]] as const) {
      const answer = await callApi(stage.server.url, key, method, `${users}/${id}`, body);
      assert.deepEqual([answer.status, answer.body.code], [409, 'last_owner'], method);
    }
  });

  test('a new invitation replaces the one before, and who has joined gets none', async () => {
    const t = pageTexts('en');
    const email = 'fred@lojaverde.example';
    await asOwner(stage, 'POST', '/users', { email, roles: [pickers] });
    await stage.show({ path: '/lojaverde/users?status=invited' }, async ({ page, look }) => {
      await openMenu(page, email, t);
      assert.equal(await page.getByRole('menuitem', { name: t('users.passwordLink') }).count(), 0);
      await page.getByRole('menuitem', { name: t('users.newInvitation') }).click();
      await page.getByRole('button', { name: t('users.issueLink') }).click();
      const first = await page.locator('.secret-text').innerText();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await openMenu(page, email, t);
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

  test('who may only look is told why they cannot invite, edit or remove, and the server refuses it as well', async () => {
    const t = pageTexts('en');
    const reason = t('common.noPermissionHint', { resources: 'Save_User' });
    await stage.show({ path: '/lojaverde/users', cookies: viewer }, async ({ page, look }) => {
      await openMenu(page, 'bia@lojaverde.example', t);
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
    const { id } = await find('bia@');
    const refused = async (method: string, path: string, body?: unknown) => {
      const answer = await callWithCookies(stage.server.url, viewer, method, users + path, body);
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
      await openMenu(page, email, t);
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
    const { id } = await find(email);
    const taken = await callWithCookies(stage.server.url, manager, 'PATCH', `${users}/${id}`, { roles: [pickers] });
    assert.deepEqual([taken.status, taken.body.code], [403, 'above_own_rights']);
    const given = await callWithCookies(stage.server.url, manager, 'POST', users, {
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
        await openMenu(page, 'bia@lojaverde.example', t);
        await page.getByRole('menuitem', { name: t('users.remove') }).click();
        await look('user-remove');
        await page.goto('/admin/lojaverde/users?status=invited');
        await page.getByText('hugo@lojaverde.example').first().waitFor();
        await look('users-invited');
      });
    }
  });
});

/** A time as the pages of a stage write it. */
function minuteText(language: Language, time: string | null): string {
  const format = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'America/Sao_Paulo' } as const;
  return new Intl.DateTimeFormat(language, format).format(Date.parse(time ?? '')).replaceAll(/\s/g, ' ');
}
