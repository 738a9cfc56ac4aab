import type { Page } from 'playwright-core';

/** What stands over the border of what holds it, in words; empty when a page is as it should be. */
export async function findOverTheBorder(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(overTheBorder);
}

// This runs in the browser. A box that scrolls sideways, or cuts off without a sign of it, counts as well.
const overTheBorder = `new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(() => {
  const holders = 'header, main, nav, ul, search, td, th, .chip, .status, .table-frame, .table-row, .toolbar, .pagination, .page-header, .dialog';
  const name = (each) => each.tagName.toLowerCase() + [...each.classList].map((one) => '.' + one).join('');
  // With all that is inside.
  const isHidden = (each) =>
    each.tagName === 'svg' || getComputedStyle(each).clipPath !== 'none' || getComputedStyle(each).display === 'none';
  const borderOf = (each) => each.getBoundingClientRect();
  // A text may be wider than its element.
  const textsOf = (each) =>
    [...each.childNodes]
      .filter((one) => one.nodeType === Node.TEXT_NODE && one.data.trim() !== '')
      .map((text) => {
        const range = document.createRange();
        range.selectNode(text);
        return borderOf(range);
      });
  const found = new Set();
  const seen = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT, (each) =>
    isHidden(each) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  while (seen.nextNode() !== null) {
    const each = seen.currentNode;
    const { overflowX, textOverflow } = getComputedStyle(each);
    const isCut = textOverflow === 'ellipsis';
    // What is no box of its own has none, and -Infinity is over nothing.
    const boxes = [...each.getClientRects(), ...(isCut ? [] : textsOf(each))];
    const left = Math.min(...boxes.map((box) => box.left));
    const right = Math.max(...boxes.map((box) => box.right));
    const holder = each.parentElement.closest(holders) ?? document.documentElement;
    const border = borderOf(holder);
    const over = Math.round(Math.max(border.left - left, right - border.right));
    // A button in the corner of a card reaches into its edge.
    if (over > 1 && each.closest('[data-card="corner"]') === null) {
      found.add(name(each) + ' “' + each.textContent.trim().slice(0, 24) + '” ' + over + ' px over ' + name(holder));
    }
    if (each.scrollWidth > each.clientWidth + 1 && overflowX !== 'visible' && !isCut) {
      found.add(name(each) + ' has ' + (each.scrollWidth - each.clientWidth) + ' px more to scroll to');
    }
  }
  return [...found];
})`;
