import type { Messages } from './message-problems.ts';

/** By language: what is said otherwise everywhere else, and how. One word for one thing. */
const words: Readonly<Record<string, readonly (readonly [wrong: RegExp, right: string])[]>> = {
  'pt-BR': [
    [/\bdon[oa]s?\b/i, 'proprietário'],
    [/\bdesativ/i, 'inativar'],
    [/dentro de \d/i, 'em até'],
    [/\btermina[m]? já\b/i, 'agora'],
    [/[a-z]\.\./, 'um só ponto'],
  ],
  es: [
    [/\benlaces?\b/i, 'link'],
    [/\b(quit(ar|a|e|ó|ad)|retir(ar|a|ó|ad|aron))/i, 'remover'],
    [/\bcaduc/i, 'vencer'],
    [/\bdueñ/i, 'propietario'],
    [/dentro de \d/i, 'en un plazo de'],
    [/\bDecidir\b/, 'Comprobar'],
    [/[a-z]\.\./, 'un solo punto'],
  ],
};

/** Which messages say a thing by another word than the rest, one line each. */
export function wrongWords(languages: ReadonlyMap<string, Messages>): string[] {
  return [...languages].flatMap(([language, messages]) =>
    Object.entries(messages).flatMap(([id, text]) =>
      (words[language] ?? []).flatMap(([wrong, right]) => {
        const [found] = wrong.exec(text) ?? [];
        return found === undefined ? [] : [`${language} ${id}: says "${found}", and everywhere else it is: ${right}`];
      }),
    ),
  );
}
