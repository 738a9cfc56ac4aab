/** The ids of the rows beside each row, and its own, as they were when a dialog was opened. */
let known = new Map<string, readonly string[]>();

/** Called before anything may take a row away. */
export function rememberRows(): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const groups = [...Map.groupBy(rows, (row) => row.parentElement).values()];
  const ids = groups.map((group) => group.map((row) => row.dataset.row ?? ''));
  known = new Map(ids.flatMap((group) => group.map((id) => [id, group] as const)));
}

/**
 * Where focus goes after a dialog that a row's button or menu has opened: to that button; when the row is gone, to the
 * one of the row that took its place, or of the last; and to the heading when there is none.
 */
export function rowFocus(rowId: string): HTMLElement | null {
  // A button that opened the dialog itself has it again already.
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement && activeElement.closest(`[data-row="${CSS.escape(rowId)}"]`) !== null) {
    return activeElement;
  }
  const ids = known.get(rowId) ?? [];
  const place = ids.indexOf(rowId);
  const nearest = [rowId, ...ids.slice(place + 1), ...ids.slice(0, Math.max(0, place)).reverse()];
  for (const id of nearest) {
    const button = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"] [aria-haspopup]`);
    if (button !== null) return button;
  }
  return document.querySelector('h1');
}
