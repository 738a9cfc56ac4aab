import type { Plugin } from 'vite';

/** The languages of the pages, as React Aria names them. */
const spoken = ['en-US', 'pt-BR', 'es-ES'];

/** React Aria speaks 34 languages, and brings them all: 40 KB that nobody would hear. */
export function spokenLanguages(): Plugin {
  return {
    name: 'spoken-languages',
    enforce: 'pre',
    load: {
      filter: { id: /\/react-(aria|aria-components|stately)\/dist\/.*\/intl\/(.*\/)?[a-z]{2}-[A-Z]{2}[.]mjs$/ },
      handler(id) {
        return spoken.some((language) => id.endsWith(`/${language}.mjs`)) ? null : 'export default {};';
      },
    },
  };
}
