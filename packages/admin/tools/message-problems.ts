import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';

/** The messages of one language, by id. */
export type Messages = Readonly<Record<string, string>>;

/** In the order of their ids, so that two people who add some rarely add them at the same place. */
export function sortMessages(messages: Messages): Messages {
  return Object.fromEntries(Object.entries(messages).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * What is wrong with the messages, one line each: an id that a language lacks, or has alone; other placeholders than
 * in English; a text that does not parse, is empty, or exclaims; an id that no source mentions; ids out of order.
 *
 * @param code the sources that use them; an id stands there as a whole, between quotes
 */
export function messageProblems(languages: ReadonlyMap<string, Messages>, code: readonly string[]): string[] {
  const english = languages.get('en') ?? {};
  const used = new Set(code.flatMap((text) => [...text.matchAll(/["']([a-z]\w*[.][\w.]+)["']/gi)].map(([, id]) => id)));
  const problems = Object.keys(english)
    .filter((id) => !used.has(id))
    .map((id) => `${id} is used nowhere`);
  for (const [language, messages] of languages) {
    const ids = Object.keys(messages);
    const missing = Object.keys(english).filter((id) => !(id in messages));
    problems.push(...missing.map((id) => `${language} lacks ${id}`));
    if (ids.join() !== Object.keys(sortMessages(messages)).join()) {
      problems.push(`${language} is out of order: run "npm run format"`);
    }
    for (const [id, text] of Object.entries(messages)) {
      const expected = english[id];
      if (expected === undefined) problems.push(`${language} has ${id}, which English lacks`);
      else problems.push(...textProblems(text, expected).map((problem) => `${language} ${id}: ${problem}`));
    }
  }
  return problems;
}

function textProblems(text: string, english: string): string[] {
  if (text.trim() === '') return ['is empty'];
  if (/[!¡]/.test(text)) return ['exclaims'];
  try {
    const [ours, theirs] = [placeholdersOf(parse(text)), placeholdersOf(parse(english))];
    return ours === theirs ? [] : [`has the placeholders ${ours || 'none'}, and English has ${theirs || 'none'}`];
  } catch (error) {
    return [`does not parse: ${String(error)}`];
  }
}

/** Names of the placeholders and tags, each once, in order of the alphabet. */
function placeholdersOf(elements: readonly MessageFormatElement[]): string {
  const names = new Set<string>();
  const visit = (element: MessageFormatElement): void => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return;
    names.add(element.value);
    if (element.type === TYPE.tag) element.children.forEach(visit);
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      for (const option of Object.values(element.options)) option.value.forEach(visit);
    }
  };
  elements.forEach(visit);
  return [...names].sort().join(', ');
}
