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
 * Where focus goes after a row's button, or the dialog or menu that it has opened: to that button; when the row is gone,
 * to the one of the row that took its place, or of the last; and to the heading when there is none.
 *
 * @param buttons which button of a row; default: what opens something
 */
export function rowFocus(rowId: string, buttons = '[aria-haspopup]'): HTMLElement | null {
  // A button that opened the dialog itself has it again already.
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement && activeElement.closest(`[data-row="${CSS.escape(rowId)}"]`) !== null) {
    return activeElement;
  }
  const ids = known.get(rowId) ?? [];
  const place = ids.indexOf(rowId);
  const nearest = [rowId, ...ids.slice(place + 1), ...ids.slice(0, Math.max(0, place)).reverse()];
  for (const id of nearest) {
    const button = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"] ${buttons}`);
    if (button !== null) return button;
  }
  return document.querySelector('h1');
}

/** Gives focus to what is found once the rows are drawn as they are now. */
export function focusWhenDrawn(find: () => HTMLElement | null | undefined): void {
  const give = () => {
    // The row that it would go to may be about to go.
    if (document.querySelector('[data-drawing]') !== null) requestAnimationFrame(give);
    else find()?.focus();
  };
  // After what was read is on the page.
  setTimeout(give);
}
