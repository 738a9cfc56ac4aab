import { readFileSync } from 'node:fs';

/** One example of a guide: what is typed, and what is shown to come of it. */
export interface GuideExample {
  /** Where it begins, as `line 12`. */
  readonly place: string;
  readonly code: string;
  /** Its last command is meant to end with another status than 0. */
  readonly isMeantToFail: boolean;
  readonly output: { readonly language: 'text' | 'json'; readonly text: string } | null;
}

/**
 * Reads the examples of a guide, in their order. See docs/guides/README.md for how they are written.
 *
 * Throws for everything that looks like code and would not be run or compared: a fence of another
 * language, one that is indented or quoted, code that is only indented, an output without a command.
 */
export function readGuide(path: string): GuideExample[] {
  return parseGuide(readFileSync(path, 'utf8'), path);
}

/** The same from a text; `name` is for errors. */
export function parseGuide(text: string, name: string): GuideExample[] {
  const examples: GuideExample[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const place = `line ${at + 1}`;
    const refuse = (why: string) => new Error(`${name}, ${place}: ${why}`);
    const [, language] = /^```(.*)$/.exec(line) ?? [];
    if (language === undefined) {
      if (/```|~~~|<pre|<code/.test(line)) throw refuse('code begins with ``` at the start of a line');
      if (/^( {4}|\t)/.test(line)) throw refuse('indented code would not be run: put it between ``` and ```');
      continue;
    }
    const end = lines.indexOf('```', at + 1);
    if (end < 0) throw refuse('this block has no end');
    const content = `${lines.slice(at + 1, end).join('\n')}\n`;
    at = end;
    if (language === 'sh' || language === 'sh fails') {
      examples.push({ place, code: content, isMeantToFail: language !== 'sh', output: null });
      continue;
    }
    if (language !== 'text' && language !== 'json') {
      throw refuse(`a block is "sh", "sh fails", "text" or "json", and not "${language}"`);
    }
    const example = examples.pop();
    if (example === undefined || example.output !== null) throw refuse('this output belongs to no command above it');
    examples.push({ ...example, output: { language, text: content } });
  }
  return examples;
}
