/** The page of a single-access link, as people see it; what it does and does not do: `test/link-page.test.ts`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from '../support/browser.ts';
import type { KeyPair } from '../support/chaveiro.ts';
import { createLinkedKey } from '../support/links.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { repositoryFolder } from '../support/repository.ts';

const words = {
  en: {
    closed: 'Somebody sent you an API token',
    check: 'Check the address.',
    button: 'Show the token',
    opened: 'Your API key and token',
    used: 'This link was opened here',
    gone: 'This link no longer works',
    reasons: ['It was opened before.', 'It is older than 24 hours.', 'It was withdrawn.'],
    toDo: ['say so at once', 'Ask for a new one.', 'Ask before you wait for one.'],
    incomplete: 'This link is not complete',
    language: 'Language',
  },
  'pt-BR': {
    closed: 'Você recebeu um token de API',
    check: 'Confira o endereço.',
    button: 'Mostrar o token',
    opened: 'Sua chave e seu token de API',
    used: 'Este link foi aberto aqui',
    gone: 'Este link não funciona mais',
    reasons: ['Ele já foi aberto.', 'Ele tem mais de 24 horas.', 'Ele foi revogado.'],
    toDo: ['avise imediatamente', 'Peça um novo.', 'Pergunte antes de esperar por um.'],
    incomplete: 'Este link está incompleto',
    language: 'Idioma',
  },
  es: {
    closed: 'Ha recibido un token de API',
    check: 'Compruebe la dirección.',
    button: 'Mostrar el token',
    opened: 'Su clave y su token de API',
    used: 'Este link se abrió aquí',
    gone: 'Este link ya no funciona',
    reasons: ['Ya se abrió.', 'Tiene más de 24 horas.', 'Fue revocado.'],
    toDo: ['avise de inmediato', 'Pida uno nuevo.', 'Pregunte antes de esperar uno.'],
    incomplete: 'Este link está incompleto',
    language: 'Idioma',
  },
} as const;

const looks = {
  en: [
    { theme: 'light', width: 1440 },
    { theme: 'dark', width: 390 },
  ],
  'pt-BR': [
    { theme: 'dark', width: 1440 },
    { theme: 'light', width: 390 },
  ],
  es: [{ theme: 'light', width: 320 }],
} as const;

describe('the page of a single-access link, as people see it', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  let owner: KeyPair;

  before(async () => {
    stage = await openPagesStage(async (installation, account) => {
      owner = await installation.createKey(account, 'owner', ['1']);
    });
  });
  after(() => stage.close());

  for (const language of languages) {
    test(`every state says what it is and what to do, in ${language}, light and dark, from 320 px on`, async () => {
      const text = words[language];
      for (const { theme, width } of looks[language]) {
        const { url } = await createLinkedKey(stage.server.url, owner);
        const options = { address: url, cookies: null, language, theme, width, mayFail: /^410 / };
        await stage.show(options, async ({ page, look }) => {
          const title = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
          await title(text.closed);
          await page.getByText(text.check).waitFor();
          await page.getByText(new URL(url).host).waitFor();
          await look('link-closed');
          await page.getByRole('button', { name: text.button }).click();
          await title(text.opened);
          await page.locator('#copy-token').click();
          await look('link-opened');
          await page.goto('about:blank');
          await page.goto(url);
          await page.getByRole('button', { name: text.button }).click();
          await title(text.gone);
          assert.deepEqual(await page.getByRole('term').allInnerTexts(), text.reasons);
          const toDo = await page.getByRole('definition').allInnerTexts();
          for (const [i, each] of text.toDo.entries()) assert.ok(toDo[i]?.includes(each), String(toDo[i]));
          await look('link-gone');
          await page.reload();
          await title(text.used);
          await look('link-used');
          // Of another link nothing is known here.
          await page.goto(new URL(`/credentials/${crypto.randomUUID()}`, url).href);
          await title(text.incomplete);
          await look('link-incomplete');
        });
      }
    });
  }

  test('the language can be changed in every state, stays chosen, and changes nothing else', async () => {
    const { url } = await createLinkedKey(stage.server.url, owner);
    await stage.show({ address: url, cookies: null }, async ({ page }) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.method()));
      await page.getByLabel(words.en.language).selectOption('es');
      await page.getByRole('heading', { level: 1, name: words.es.closed }).waitFor();
      assert.equal(await page.getAttribute('html', 'lang'), 'es');
      assert.deepEqual(asked, []);
      await page.getByRole('button', { name: words.es.button }).click();
      await page.getByRole('heading', { level: 1, name: words.es.opened }).waitFor();
      const token = await page.locator('#token').textContent();
      assert.match(token ?? '', /^chv_/);
      await page.getByLabel(words.es.language).selectOption('pt-BR');
      await page.getByRole('heading', { level: 1, name: words['pt-BR'].opened }).waitFor();
      assert.equal(await page.locator('#token').textContent(), token);
      await page.locator('#copy-token').click();
      await page.goto('about:blank');
      await page.goto(url.replace(/#.*/, ''));
      await page.getByRole('heading', { level: 1, name: words['pt-BR'].used }).waitFor();
    });
  });
});

test('the page of a link has the colours of the administration pages', () => {
  const read = (path: string) => coloursOf(readFileSync(join(repositoryFolder, 'packages', path), 'utf8'));
  const [ours, theirs] = [read('server/src/http/links/page/page.css'), read('admin/src/styles/base.css')];
  assert.ok(ours.size > 8);
  for (const [name, value] of ours) assert.equal(value, theirs.get(name), name);
});

/** The colours that a style sheet defines, by name. */
function coloursOf(css: string): Map<string, string> {
  return new Map(
    [...css.matchAll(/(--[\w-]+): (light-dark\(.*\));/g)].map(([, name = '', value = '']) => [name, value]),
  );
}
