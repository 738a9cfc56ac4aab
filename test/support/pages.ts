/** The administration pages in a real browser: built, served over a seeded database, and watched. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findAxeViolations } from './axe.ts';
import { startBrowser } from './browser.ts';
import { Installation, type Server } from './chaveiro.ts';
import { isLong } from './long.ts';
import { createOwner, signIn } from './people.ts';
import { repositoryFolder } from './repository.ts';

export const allLanguages = ['en', 'pt-BR', 'es'] as const;

export type Language = (typeof allLanguages)[number];

/**
 * In which languages a file of tests tells its story: in the long form in all; otherwise in one, by turns from file to file,
 * for it says the same in each, and `lists.test.ts` sweeps through the lists in all of them.
 */
export const languages: readonly Language[] = isLong ? allLanguages : [languageOf(basename(process.argv[1] ?? ''))];

function languageOf(file: string): Language {
  const sum = [...file].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return allLanguages[sum % allLanguages.length] as Language;
}

/** Everything that the tests of one file share. */
export interface PagesStage {
  readonly installation: Installation;
  readonly server: Server;
  /** The account that the seed has filled, and its owner. */
  readonly account: string;
  readonly ownerEmail: string;
  /** As the owner, who is signed in. */
  readonly cookies: string;
  /** Shows a page of the account to somebody, lets `act` use it, and fails when the browser complained of anything. */
  show(options: ShowOptions, act: (view: View) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export interface ShowOptions {
  /** Below `/admin`, such as `/lojaverde/keys`. */
  readonly path?: string;
  /** The whole address of a page that stands elsewhere; instead of `path`. */
  readonly address?: string;
  /** Default: `en`. */
  readonly language?: Language;
  /** Default: `light`, or what `CHAVEIRO_TEST_THEME` says. */
  readonly theme?: 'light' | 'dark';
  /** Width of the window in CSS pixels; below 768 with touch. Default: 1440. */
  readonly width?: number;
  /** The session's cookies; default: the owner's. `null`: nobody is signed in. */
  readonly cookies?: string | null;
  /** Which requests are meant to fail, as `401 /api/v1/session`. */
  readonly mayFail?: RegExp;
  /** Whether the test leaves something in the window that cannot be taken out of it, such as a script. */
  readonly isSpoilt?: boolean;
}

/** A window with a page, and what a test does with it beside using it. */
export interface View {
  readonly page: Page;
  readonly context: BrowserContext;
  /**
   * Looks at the page as it is: no violation that axe knows, nothing wider than the window.
   * In the long form it looks twice, 1440 and 390 px wide, and keeps pictures.
   *
   * @param name of the picture, such as `keys-empty`; language, theme and width are added
   * @param again what makes the state once more at another width, as for a menu, which closes; or that there is none
   */
  look(name: string, again?: 'at this width' | (() => Promise<void>)): Promise<void>;
}

/** What axe has seen in this process: it takes a while, and what is wrong is wrong in every language. */
const checked = new Set<string>();

const usualTheme = process.env.CHAVEIRO_TEST_THEME === 'dark' ? 'dark' : 'light';

const picturesFolder = join(repositoryFolder, 'test/pages/pictures');

/** Builds the pages when their sources have changed. */
export function buildPages(): void {
  const builder = join(repositoryFolder, 'packages/admin/tools/build-pages.ts');
  const built = spawnSync(process.execPath, [builder], { encoding: 'utf8' });
  assert.equal(built.status, 0, built.stderr);
}

/** Builds the pages when their sources have changed, starts server and browser. Whoever opens it closes it. */
export async function openPagesStage(
  seed: (installation: Installation, account: string) => Promise<void> = async () => undefined,
  settings: Record<string, string> = {},
): Promise<PagesStage> {
  buildPages();
  mkdirSync(picturesFolder, { recursive: true });
  const account = 'lojaverde';
  const installation = new Installation();
  const ownerEmail = await createOwner(installation, account);
  await seed(installation, account);
  const server = await installation.serve(settings);
  const browser = await startBrowser();
  const windows = new IdleWindows();
  const cookies = await signIn(server.url, ownerEmail);
  return {
    installation,
    server,
    account,
    ownerEmail,
    cookies,
    show: (options, act) => show({ browser, windows, url: server.url }, { cookies, ...options }, act),
    close: async () => {
      await browser.close();
      await server.process.stop();
    },
  };
}

/** Windows that a test has left clean: the next one that looks alike is shown in one of them, in a quarter of the time. */
class IdleWindows {
  readonly #idle = new Map<string, Page>();

  take(look: string): Page | undefined {
    const page = this.#idle.get(look);
    this.#idle.delete(look);
    return page;
  }

  /** Forgets all that a test has left in the window, or closes it where that cannot be done. */
  async giveBack(look: string, page: Page): Promise<void> {
    try {
      if (this.#idle.has(look)) throw new Error('There is one already.');
      for (const event of watched) page.removeAllListeners(event);
      for (const other of page.context().pages()) if (other !== page) await other.close();
      await page.unrouteAll();
      await page.evaluate('localStorage.clear(); sessionStorage.clear()');
      await page.context().clearCookies();
      await page.goto('about:blank', { timeout: 2_000 });
      this.#idle.set(look, page);
    } catch {
      await page.context().close();
    }
  }
}

const watched = ['console', 'pageerror', 'request', 'requestfailed', 'response', 'download', 'framenavigated'] as const;

interface Place {
  readonly browser: Browser;
  readonly windows: IdleWindows;
  /** Of the server. */
  readonly url: string;
}

async function show(
  { browser, windows, url }: Place,
  {
    path = '',
    address = `/admin${path}`,
    language = 'en',
    theme = usualTheme,
    width = 1440,
    cookies = null,
    mayFail,
    isSpoilt = false,
  }: ShowOptions,
  act: (view: View) => Promise<void>,
): Promise<void> {
  const lookAlike = `${language} ${theme} ${isPhone(width)}`;
  const page = windows.take(lookAlike) ?? (await openWindow(browser, url, { language, theme, width }));
  const context = page.context();
  if (cookies !== null) await context.addCookies(browserCookies(cookies, url));
  await page.setViewportSize(viewport(width));
  const complaints = watch(page, mayFail);
  const look: View['look'] = async (name, again = async () => undefined) => {
    await lookOnce(page, name, { width, theme, language });
    if (!isLong || language !== 'en' || again === 'at this width') return;
    const resize = async (to: number) => {
      await page.setViewportSize(viewport(to));
      await page.evaluate(resizedAtRest);
      await again();
    };
    const other = isPhone(width) ? 1440 : 390;
    await resize(other);
    await lookOnce(page, name, { width: other, theme, language });
    await resize(width);
  };
  // Whoever looks into the context, or changes it, has it for themselves.
  let isOwn = isSpoilt;
  const view: View = {
    page,
    look,
    get context() {
      isOwn = true;
      return context;
    },
  };
  try {
    await page.goto(address);
    await act(view);
    assert.deepEqual(complaints, [], `the browser complained at ${address.replace(/#.*/, '')}`);
  } catch (error) {
    isOwn = true;
    await page.screenshot({ path: join(picturesFolder, `failed-${width}-${theme}-${language}.png`) }).catch(() => null);
    if (complaints.length > 0) console.error(`The browser had complained: ${complaints.join('; ')}`);
    throw error;
  } finally {
    if (isOwn) await context.close();
    else await windows.giveBack(lookAlike, page);
  }
}

async function openWindow(browser: Browser, url: string, { language, theme, width }: Look): Promise<Page> {
  const context = await browser.newContext({
    baseURL: url,
    locale: language,
    colorScheme: theme,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    viewport: viewport(width),
    hasTouch: isPhone(width),
    timezoneId: 'America/Sao_Paulo',
  });
  context.setDefaultTimeout(20_000);
  return await context.newPage();
}

const isPhone = (width: number) => width < 768;

const viewport = (width: number) => ({ width, height: isPhone(width) ? 844 : 900 });

interface Look {
  readonly width: number;
  readonly theme: 'light' | 'dark';
  readonly language: Language;
}

async function lookOnce(page: Page, name: string, { width, theme, language }: Look): Promise<void> {
  await page.evaluate(atRest);
  if (isLong) await page.screenshot({ path: join(picturesFolder, `${name}-${width}-${theme}-${language}.png`) });
  const wide = await page.evaluate<number>(widerThanWindow);
  assert.ok(wide <= 0, `${name} is ${wide} px wider than ${width} px`);
  const state = `${name} ${isPhone(width)} ${theme}`;
  if (checked.has(state)) return;
  checked.add(state);
  assert.deepEqual(await findAxeViolations(page), [], `axe, ${name} at ${width} px, ${theme}, ${language}`);
}

/** Everything that a page must never make a browser say. */
function watch(page: Page, mayFail: RegExp | undefined): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    // The request itself is looked at below.
    if (message.text().startsWith('Failed to load resource')) return;
    complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // A search that another one replaced, or a page that was left.
    if (reason !== 'net::ERR_ABORTED') judge(`${reason} ${new URL(request.url()).pathname}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) judge(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  const judge = (failed: string) => {
    if (mayFail === undefined || !mayFail.test(failed)) complaints.push(failed);
  };
  return complaints;
}

// These run in the browser.
const widerThanWindow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
const atRest = `new Promise((drawn) => {
  // What has just appeared begins to move with the next frame, and a busy machine draws that late.
  const isShown = (each) => getComputedStyle(each).opacity === '1';
  const look = () =>
    [...document.querySelectorAll('.scrim, .dialog')].every(isShown) ? drawn() : requestAnimationFrame(look);
  requestAnimationFrame(() => requestAnimationFrame(look));
}).then(() => document.fonts.ready).then(() => Promise.all(
  document.getAnimations()
    .filter((each) => each.effect.getTiming().iterations !== Infinity)
    .map((each) => each.finished.catch(() => null)),
)).then(() => null)`;

// A press that begins while overlays still follow the window's new size comes to nothing.
const resizedAtRest = 'new Promise((rested) => setTimeout(() => rested(null), 500))';

/** Cookies of a session as a browser context takes them. */
export function browserCookies(cookies: string, url: string) {
  return cookies.split('; ').map((cookie) => {
    const [name = '', value = ''] = cookie.split('=');
    return { name, value, url, httpOnly: true, sameSite: 'Strict' as const };
  });
}
