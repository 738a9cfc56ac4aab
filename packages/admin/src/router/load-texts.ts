import { storedLanguage } from '../preferences/preferences.ts';
import { type PageWithTexts, preloadPageMessages } from '../text/page-messages.tsx';

/** A route's loader, for a page that has messages of its own. */
export function loadTexts(page: PageWithTexts): () => Promise<void> {
  return () => preloadPageMessages(page, storedLanguage());
}
