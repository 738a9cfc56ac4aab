import type { Page } from 'playwright-core';

/** What stands over the border of what holds it, in words; empty when a page is as it should be. */
export async function findOverTheBorder(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(overTheBorder);
}

// This runs in the browser. A box that scrolls sideways, or cuts off without a sign of it, counts as well.
const overTheBorder = `new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(() => {
  const holders = 'header, main, nav, ul, search, td, th, .table-frame, .table-row, .toolbar, .pagination, .page-header, .dialog';
  const name = (each) => each.tagName.toLowerCase() + [...each.classList].map((one) => '.' + one).join('');
  const isHidden = (each) => {
    if (each.closest('svg') !== null || each.getClientRects().length === 0) return true;
    for (let at = each; at !== null; at = at.parentElement) if (getComputedStyle(at).clipPath !== 'none') return true;
    return false;
  };
  const found = new Set();
  for (const each of document.body.querySelectorAll('*')) {
    if (isHidden(each)) continue;
    const { left, right } = each.getBoundingClientRect();
    const holder = each.parentElement.closest(holders);
    const text = () => name(each) + ' “' + each.textContent.trim().slice(0, 24) + '”';
    if (left < -1 || right > document.documentElement.clientWidth + 1) found.add(text() + ' over the window');
    else if (holder !== null) {
      const border = holder.getBoundingClientRect();
      const over = Math.max(border.left - left, right - border.right);
      if (over > 1 && each.dataset.card !== 'corner' && each.closest('[data-card="corner"]') === null) {
        found.add(text() + ' ' + Math.round(over) + ' px over ' + name(holder));
      }
    }
    const { overflowX, textOverflow } = getComputedStyle(each);
    if (each.scrollWidth > each.clientWidth + 1 && overflowX !== 'visible' && textOverflow !== 'ellipsis') {
      found.add(name(each) + ' has ' + (each.scrollWidth - each.clientWidth) + ' px more to scroll to');
    }
  }
  return [...found];
})`;
