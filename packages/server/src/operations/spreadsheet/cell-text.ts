/** How many UTF-16 units a cell holds, by Excel's specification. */
const longestText = 32_767;

/**
 * What is not written as it is: the first underscore of what would be read as an escape, and what XML 1.0
 * (section 2.2) forbids or does not keep, which is a carriage return.
 */
const escaped =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for.
  /_(?=x[0-9A-Fa-f]{4}_)|[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * The XML of a text in a cell. What XML cannot hold becomes `_xHHHH_`, from which spreadsheet programs
 * make it again (ECMA-376 part 1, section 22.9.2.19); a text that is longer than a cell ends with `…`.
 */
export function cellText(text: string): string {
  return shortened(text)
    .replace(escaped, (unit) => `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(/[&<>"]/g, (character) => entities[character] as string);
}

function shortened(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
}
