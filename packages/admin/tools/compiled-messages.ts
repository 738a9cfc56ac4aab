import { parse } from '@formatjs/icu-messageformat-parser';
import type { Plugin } from 'vite';

/**
 * Compiles `src/messages/{language}.json` and `{page}.{language}.json` ahead: a text without placeholders stays a text, every other becomes
 * its syntax tree. So the pages need no parser, and a message that does not parse fails the build.
 */
export function compiledMessages(): Plugin {
  return {
    name: 'compiled-messages',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/messages\/[\w.-]+[.]json$/ },
      handler(code) {
        const messages = JSON.parse(code) as Record<string, string>;
        const compiled = Object.entries(messages).map(([id, text]) => [id, compileMessage(text)]);
        return { code: `export default ${JSON.stringify(Object.fromEntries(compiled))};`, moduleType: 'js', map: null };
      },
    },
  };
}

function compileMessage(text: string): unknown {
  const elements = parse(text);
  const [first] = elements;
  return elements.length === 1 && first !== undefined && 'value' in first && first.type === 0 ? first.value : elements;
}
