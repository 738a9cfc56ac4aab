/**
 * Escapes, in JSON, the characters that JSON lets through and at which some reader begins a new line, or a terminal does
 * more: U+007F to U+009F (U+0085 is "next line") and U+2028, U+2029. Those below U+0020 are escaped by JSON itself.
 */
export function escapeLineSeparators(json: string): string {
  return json.replace(/[\u007f-\u009f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A value as one line of a file of JSON lines, whatever its reader takes for the end of a line. */
export function jsonLine(value: unknown): string {
  return `${escapeLineSeparators(JSON.stringify(value))}\n`;
}
