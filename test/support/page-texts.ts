import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from './pages.ts';
import { repositoryFolder } from './repository.ts';

/** What the pages say in a language, by the id of the message, with `values` in its simple placeholders. */
export function pageTexts(language: Language) {
  const folder = join(repositoryFolder, 'packages/admin/src/messages');
  const files = readdirSync(folder).filter((name) => name === `${language}.json` || name.endsWith(`.${language}.json`));
  const parts = files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  const messages: Readonly<Record<string, string>> = Object.assign({}, ...parts);
  return (id: string, values: Readonly<Record<string, string>> = {}): string => {
    const message = messages[id];
    if (message === undefined) throw new Error(`There is no message ${id}.`);
    return message.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  };
}
