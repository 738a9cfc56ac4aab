import { useSyncExternalStore } from 'react';

/** Where tables are cards; the style sheets name the same width. */
const narrow = matchMedia('(width <= 900px)');

function subscribe(onChange: () => void): () => void {
  narrow.addEventListener('change', onChange);
  return () => narrow.removeEventListener('change', onChange);
}

/** Whether the window is so narrow, or so much enlarged, that the rows of a table are cards. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches);
}
