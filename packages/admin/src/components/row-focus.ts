/**
 * Where focus goes after a dialog that a row's button or menu has opened: to that button, or to the heading when the
 * row is gone.
 */
export function rowFocus(rowId: string): HTMLElement | null {
  const button = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(rowId)}"] [aria-haspopup]`);
  return button ?? document.querySelector('h1');
}
