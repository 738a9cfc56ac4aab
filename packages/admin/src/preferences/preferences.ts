import { chooseLanguage, isLanguage, type Language } from '../text/languages.ts';

/** `system`: as the operating system is set. */
export type Theme = 'system' | 'light' | 'dark';

export const themes: readonly Theme[] = ['system', 'light', 'dark'];

/** How many rows a page of a list may have; the server gives at most 200. */
export const pageSizes = [25, 50, 100] as const;

/** Unless somebody chooses another. */
export const usualPageSize = 50;

export type PageSize = (typeof pageSizes)[number];

const names = { language: 'chaveiro.language', theme: 'chaveiro.theme', pageSize: 'chaveiro.page-size' } as const;

/** A browser may refuse its storage; then nothing is remembered, and all works. */
function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Chosen until the page is left.
  }
}

/** The language that was chosen here, or the browser's. */
export function storedLanguage(): Language {
  const stored = read(names.language);
  return isLanguage(stored) ? stored : chooseLanguage(navigator.languages);
}

export function storeLanguage(language: Language): void {
  write(names.language, language);
}

export function storedTheme(): Theme {
  const stored = read(names.theme);
  return themes.find((theme) => theme === stored) ?? 'system';
}

export function storeTheme(theme: Theme): void {
  write(names.theme, theme);
  showTheme(theme);
}

export function showTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

/** How many rows a page of a list has unless its address says so. */
export function storedPageSize(): PageSize {
  const stored = Number(read(names.pageSize));
  return pageSizes.find((size) => size === stored) ?? usualPageSize;
}

export function storePageSize(size: PageSize): void {
  write(names.pageSize, String(size));
}
