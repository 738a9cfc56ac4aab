/** A token is where it is shown, for as long as it is shown, and nowhere else in the browser or the server's log. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from '../support/browser.ts';
import { PageWatch, tracesOf } from '../support/browser-traces.ts';
import type { KeyPair } from '../support/chaveiro.ts';
import { createLinkedKey } from '../support/links.ts';
import { openPagesStage, type PagesStage, type View } from '../support/pages.ts';
import { SecretSearch } from '../support/secret-search.ts';
import { seedKeys } from '../support/seeded-keys.ts';

/** Where a token may stand while it is shown. */
const shown = ['document'];

/** Where the browser itself notes which address it was sent to, for the window that is open: a link's secret, used once. */
const navigationRecords = ['performance entries', 'history entries'];

describe('tokens in the browser', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  let owner: KeyPair;

  before(async () => {
    stage = await openPagesStage(
      async (installation, account) => {
        await seedKeys(installation, account);
        owner = await installation.createKey(account, 'owner', ['1']);
      },
      { CHAVEIRO_LOG_LEVEL: 'debug' },
    );
  });
  after(() => stage.close());

  /** In which places a token, or a part of it, is found. */
  async function placesOf(token: string, { page, context }: View, watch?: PageWatch): Promise<string[]> {
    const search = new SecretSearch([token]);
    const traces = { ...(await tracesOf(page, context)), watch: watch?.text ?? '', log: stage.server.process.output };
    return Object.entries(traces).flatMap(([place, text]) => (search.find(text).length > 0 ? [place] : []));
  }

  /** What is kept is only seen when it is looked for where it would be. */
  async function assertLooked({ page, context }: View): Promise<void> {
    const traces = await tracesOf(page, context);
    assert.match(traces['query cache'] ?? '', /"session"/, 'the cache of queries is found');
    assert.match(traces['performance entries'] ?? '', /api\/v1/, 'the performance entries are found');
    assert.match(stage.server.process.output, /\/api\/v1\//, 'the log is found');
  }

  test('a token of a new key or of a renewal is nowhere but in its dialog, and nowhere after that was closed', async () => {
    await stage.show({ path: '/lojaverde/keys' }, async (view) => {
      const { page } = view;
      const watch = new PageWatch(page);
      const copied = async () => {
        const secret = page.locator('.secret').filter({ has: page.getByText('Token', { exact: true }) });
        const token = (await secret.locator('.secret-text').textContent()) ?? '';
        assert.match(token, /^chv_/);
        await page.getByRole('button', { name: 'Copy Token' }).click();
        await page.getByRole('button', { name: 'Copied' }).waitFor();
        return token;
      };
      await page.getByRole('button', { name: 'Generate Key', exact: true }).click();
      await page.getByLabel('Key identification').fill('Looked for');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('button', { name: 'Generate', exact: true }).click();
      const generated = await copied();
      assert.deepEqual(await placesOf(generated, view, watch), shown);
      await page.getByRole('button', { name: 'Close', exact: true }).last().click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });

      const row = page.getByRole('row').filter({ hasText: 'Looked for' });
      await row.locator('[aria-haspopup="menu"]').click();
      await page.getByRole('menuitem', { name: 'Renew Token', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Renew Token', exact: true }).click();
      const renewed = await copied();
      assert.deepEqual(await placesOf(renewed, view, watch), shown);
      await page.getByRole('button', { name: 'Complete', exact: true }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      for (const token of [generated, renewed]) assert.deepEqual(await placesOf(token, view, watch), []);
      await assertLooked(view);
    });
  });

  test('a token that is tried is nowhere but in its field, and nowhere after the page was left', async () => {
    await stage.show({ path: '/lojaverde/try' }, async (view) => {
      const { page } = view;
      const watch = new PageWatch(page);
      await page.getByLabel('API key', { exact: true }).fill(owner.appKey);
      await page.getByLabel('API token', { exact: true }).fill(owner.appToken);
      await page.getByText('Does it have any role?').click();
      await page.getByRole('button', { name: 'Check' }).click();
      await page.getByRole('heading', { name: 'Allowed' }).waitFor();
      assert.deepEqual(await placesOf(owner.appToken, view, watch), shown);
      await assertLooked(view);
      await page.getByRole('link', { name: 'Audit' }).click();
      await page.getByText('tried').first().waitFor();
      assert.deepEqual(await placesOf(owner.appToken, view, watch), []);
      await page.goBack();
      await page.getByRole('heading', { level: 1, name: 'Try it' }).waitFor();
      assert.deepEqual(await placesOf(owner.appToken, view, watch), []);
    });
  });

  test('a token that a link delivers is nowhere but in its page, and the address is rid of the secret of the link', async () => {
    const { url, secret } = await createLinkedKey(stage.server.url, owner);
    await stage.show({ path: '/lojaverde/keys' }, async (view) => {
      const { page } = view;
      const watch = new PageWatch(page);
      await page.goto(url);
      const known = await placesOf(secret, view);
      assert.deepEqual(
        known.filter((place) => !navigationRecords.includes(place)),
        [],
        'the address has it no more',
      );
      await page.getByRole('button', { name: 'Show the token' }).click();
      await page.locator('#copy-token').click();
      const token = (await page.locator('#token').textContent()) ?? '';
      assert.match(token, /^chv_/);
      assert.deepEqual(await placesOf(token, view, watch), shown);
      await page.goto('/admin/lojaverde/keys');
      await page.getByRole('heading', { level: 1, name: 'API Keys' }).waitFor();
      assert.deepEqual(await placesOf(token, view, watch), []);
      await assertLooked(view);
    });
  });
});
