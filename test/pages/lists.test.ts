/** What all lists have in common: they fit every window, their filters in one sheet, and how long their pages are. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { chromium } from '../support/browser.ts';
import { isLong } from '../support/long.ts';
import { manyKey, seedManyKeys } from '../support/many-keys.ts';
import { addMember, addRole, asOwner } from '../support/members.ts';
import { findOverTheBorder } from '../support/over-the-border.ts';
import { allLanguages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { createOwner, signIn } from '../support/people.ts';
import { seedExternalKeys, seedPartners } from '../support/seeded-external-keys.ts';
import { seedKeys } from '../support/seeded-keys.ts';
import { until } from '../support/until.ts';

const lists = ['keys', 'keys/external', 'users', 'roles', 'audit'] as const;

/** Each beside a width at which the pages change, or one that people have. */
const widths = isLong ? Array.from({ length: 81 }, (_, i) => 320 + i * 20) : [320, 640, 768, 900, 901, 1920];

describe('all lists', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  /** The owner of an account with 120 keys. */
  let cookies: string;

  before(async () => {
    stage = await openPagesStage(async (installation, account) => {
      await seedKeys(installation, account);
      await seedPartners(installation);
      await createOwner(installation, 'lojagrande');
      await seedManyKeys(installation, 'lojagrande', 120);
    });
    const { url } = stage.server;
    cookies = await signIn(url, 'ana@lojagrande.example');
    await seedExternalKeys(url, stage.account, stage.cookies);
    const long = await addRole(stage, `Integrations of the warehouse ${'x'.repeat(40)}`, ['OMSViewer']);
    await asOwner(stage, 'POST', '/keys', { label: `key-without-a-space-${'y'.repeat(50)}`, roles: [long, 2, 3] });
    await addMember(stage, `somebody.with.a.long.name.${'z'.repeat(20)}@warehouse.example`, [long, 2]);
    await asOwner(stage, 'POST', '/users', { email: 'hugo@lojaverde.example', roles: [long] });
  });
  after(() => stage.close());

  const firstLabel = (page: Page) => page.locator('tbody .key-link').first().textContent();
  const begins = (page: Page, label: string) =>
    until(`${label} is the first`, async () => (await firstLabel(page)) === label, 20_000);
  const rows = (page: Page) => page.locator('tr[data-row]');

  for (const language of allLanguages) {
    test(`from 320 to 1920 px nothing of a list stands over its border, and up to 900 px rows are cards, in ${language}`, async () => {
      for (const list of [...lists.map((each) => `/lojaverde/${each}`), '/own-sessions', '/lojaverde/keys/settings']) {
        await stage.show({ path: list, language }, async ({ page }) => {
          await page.locator('tr[data-row], [role="radiogroup"]').first().waitFor();
          for (const width of widths) {
            await page.setViewportSize({ width, height: 900 });
            assert.deepEqual(await findOverTheBorder(page), [], `${list} at ${width} px`);
            const title = page.locator('tbody .card-title').first();
            if (!list.endsWith('settings')) assert.equal(await title.isVisible(), width <= 900, `cards at ${width} px`);
          }
        });
      }
    });
  }

  test('filters stay as they are when a window is made narrow, and are cleared together without what is searched for', async () => {
    await stage.show({ path: '/lojaverde/keys?status=active&renewal=none' }, async ({ page, look }) => {
      await rows(page).first().waitFor();
      await page.getByRole('searchbox').fill('a');
      await page.waitForURL(/q=a/);
      await page.setViewportSize({ width: 900, height: 900 });
      const open = page.getByRole('button', { name: 'Filters: 2', exact: true });
      await open.waitFor();
      assert.equal(await page.getByRole('searchbox').inputValue(), 'a');
      const chips = page.getByRole('list', { name: 'Active filters' }).getByRole('button');
      assert.deepEqual(await chips.allTextContents(), ['Status: Active', 'Renewal: One token']);
      await look('filters-chosen', 'at this width');
      await open.click();
      const sheet = page.getByRole('dialog', { name: 'Filters' });
      await sheet.getByRole('button', { name: /^Show \d keys$/ }).waitFor();
      await sheet.getByRole('button', { name: 'Clear all' }).click();
      await page.waitForURL((url) => url.search === '?q=a');
      await sheet.getByRole('button', { name: /^Show \d keys$/ }).click();
      await sheet.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Filters', exact: true }).and(page.locator(':focus')).waitFor();
      assert.equal(await chips.count(), 0);
    });
  });

  test('in the sheet the audit log is filtered by what is typed and by days, which keeps the sheet open', async () => {
    await stage.show({ path: '/lojaverde/audit', width: 390 }, async ({ page, look }) => {
      await rows(page).first().waitFor();
      await page.getByRole('button', { name: 'Filters', exact: true }).click();
      const sheet = page.getByRole('dialog', { name: 'Filters' });
      await sheet.getByRole('button', { name: /^Event/ }).click();
      await page.keyboard.type('edited the k');
      await page.keyboard.press('Escape');
      await sheet.getByRole('button', { name: /^Event/ }).click();
      await page.keyboard.type('invited the');
      await page.keyboard.press('Enter');
      await sheet.getByRole('button', { name: 'Event Invited the user' }).waitFor();
      await sheet.getByRole('button', { name: /Time$/ }).click();
      await page.getByRole('option', { name: 'Other days' }).click();
      await page.getByLabel('First day').fill('2026-01-31');
      await page.getByRole('button', { name: 'Show events' }).click();
      await sheet.getByRole('button', { name: /Time$/ }).waitFor();
      await look('audit-filters', 'at this width');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Filters: 2', exact: true }).and(page.locator(':focus')).waitFor();
      assert.equal(new URL(page.url()).search, '?action=user.added&from=2026-01-31');
      await page.getByRole('button', { name: /^Remove filter Time/ }).click();
      await page.waitForURL((url) => url.search === '?action=user.added');
      await page
        .getByRole('button', { name: 'Remove filter Event: Invited the user' })
        .and(page.locator(':focus'))
        .waitFor();
    });
  });

  test('the headings of a long list stay in sight, below the frame, and hide nothing that has focus', async () => {
    for (const theme of ['light', 'dark'] as const) {
      await stage.show({ path: '/lojagrande/keys', cookies, theme, width: 1024 }, async ({ page, look }) => {
        await begins(page, manyKey('lojagrande', 1).label);
        await page.getByRole('link', { name: manyKey('lojagrande', 40).label }).focus();
        await page.evaluate('scrollTo(0, 1500)');
        const [bar, heading] = [page.locator('.frame-bar'), page.getByRole('columnheader', { name: 'Key/Name' })];
        const [above, stuck] = [await bar.boundingBox(), await heading.boundingBox()];
        assert.ok(above !== null && stuck !== null);
        assert.ok(Math.abs(above.y + above.height - stuck.y) <= 1, `the headings stand at ${stuck.y} px`);
        const seen = await page.evaluate<string>(
          `document.elementFromPoint(${stuck.x + stuck.width - 4}, ${stuck.y + stuck.height / 2}).tagName`,
        );
        assert.equal(seen, 'TH');
        const paint = await page.evaluate<string>("getComputedStyle(document.querySelector('th')).backgroundColor");
        assert.match(paint, /^rgb\(/, 'rows shine through');
        await look('keys-headings', 'at this width');
        // The rows above it are out of sight: the one before is scrolled to.
        for (const number of [16, 12]) {
          const link = page.getByRole('link', { name: manyKey('lojagrande', number).label });
          await link.focus();
          const focused = await link.boundingBox();
          assert.ok(focused !== null && focused.y >= stuck.y + stuck.height, `${number} at ${focused?.y} px`);
        }
      });
    }
  });

  test('a page has as many rows as are chosen, as the address says, and the next list as well', async () => {
    await stage.show({ path: '/lojagrande/keys?size=7', cookies }, async ({ page, look }) => {
      const limits = new Set<string | null>();
      page.on('request', (request) => {
        const { pathname, searchParams } = new URL(request.url());
        if (pathname === '/api/v1/accounts/lojagrande/keys') limits.add(searchParams.get('limit'));
      });
      const pages = page.getByRole('navigation', { name: 'Pages' });
      const shows = async (first: number, count: number, range: string) => {
        await begins(page, manyKey('lojagrande', first).label);
        await until(`${count} rows`, async () => (await rows(page).count()) === count);
        await pages.getByText(range, { exact: true }).waitFor();
      };
      const choose = async (size: string) => {
        await pages.getByRole('button', { name: 'Rows per page' }).click();
        await page.getByRole('option', { name: size, exact: true }).click();
      };
      await shows(1, 50, '1 to 50 of 120');
      await choose('25');
      await shows(1, 25, '1 to 25 of 120');
      await pages.getByRole('button', { name: 'Next page' }).click();
      await shows(26, 25, '26 to 50 of 120');
      const address = page.url();
      assert.match(address, /page=2&after=[^&]+&size=25|size=25&page=2/);
      await look('keys-page-size', 'at this width');
      await choose('100');
      await shows(1, 100, '1 to 100 of 120');
      assert.equal(new URL(page.url()).search, '?size=100');
      await page.goto('/admin/lojagrande/keys');
      await shows(1, 100, '1 to 100 of 120');
      // Where a page begins was counted in pages of the size that its address names.
      await page.goto(address);
      await shows(26, 25, '26 to 50 of 120');
      await page.goto(address.replace(/&?size=25/, ''));
      await pages.getByText('51 to 100 of 120', { exact: true }).waitFor();
      limits.delete('1');
      assert.deepEqual([...limits].toSorted(), ['100', '25', '50']);
    });
  });

  test('what can be pressed on a card is at least 44 px high and wide to touch', async () => {
    for (const [path, width] of [
      ['/lojaverde/keys?status=active', 390],
      ['/lojaverde/keys/external', 900],
      ['/lojaverde/users', 320],
      ['/lojaverde/roles', 768],
      ['/lojaverde/audit', 900],
    ] as const) {
      await stage.show({ path, width }, async ({ page }) => {
        await rows(page).first().waitFor();
        assert.deepEqual(await page.evaluate(tooSmallToTouch), [], `${path} at ${width} px`);
      });
    }
  });
});

// It runs in the browser: what stands 21 px beside the middle of a button, or at the edge of a wider one, is its own.
const tooSmallToTouch = `(() => {
  const pressed = [...document.querySelectorAll('tr[data-row]:nth-child(-n + 3), .toolbar')]
    .flatMap((each) => [...each.querySelectorAll('a, button:not(.search-clear)')]);
  return pressed.flatMap((each) => {
    each.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = each.getBoundingClientRect();
    const [left, top] = [x + width / 2, y + height / 2];
    const missed = [[0, -21], [0, 21], [-21, 0], [21, 0]].filter(([right, down]) => {
      const hit = document.elementFromPoint(left + right, top + down);
      return hit !== each && !each.contains(hit);
    });
    return missed.map((where) => (each.ariaLabel ?? each.textContent) + ' at ' + where);
  });
})()`;
