/**
 * Where focus goes after a dialog that a row's menu has opened: to the button of the menu, or to the heading when the
 * row is gone.
 */
export function rowFocus(rowId: string): HTMLElement | null {
  const button = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(rowId)}"] [aria-haspopup="menu"]`);
  return button ?? document.querySelector('h1');
}
