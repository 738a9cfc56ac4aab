/**
 * Accessibility by axe-core, run inside the page itself: its package for Playwright opens a second page for each
 * answer and takes five times as long.
 */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** React Aria's live region: it names a button that said it was busy, and goes on to when that is gone. */
const announcer = '[data-live-announcer]';

// Runs in the browser.
const findViolations = `axe
  .run({ exclude: ['${announcer}'] }, { resultTypes: ['violations'] })
  .then(({ violations, passes }) => ({
    passes: passes.length,
    violations: violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join(' | ')),
  }))`;

/** What axe finds wrong with the page as it is now: rule and elements; empty when nothing is. */
export async function findAxeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  const { passes, violations } = await page.evaluate<{ passes: number; violations: string[] }>(findViolations);
  if (passes === 0) throw new Error('axe has looked at nothing');
  return violations;
}
