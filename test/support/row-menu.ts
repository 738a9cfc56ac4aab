import type { Page } from 'playwright-core';
import type { pageTexts } from './page-texts.ts';

/** Opens the menu of what can be done with the row of this name. */
export async function openRowMenu(page: Page, name: string, t: ReturnType<typeof pageTexts>): Promise<void> {
  await page.getByRole('button', { name: t('common.actionsFor', { name }), exact: true }).click();
}
