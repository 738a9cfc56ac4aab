/** Text that is part of a page. Only `html` makes it, so that nothing gets in unescaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A piece of a page. What is put in is escaped, unless it is a piece itself; lists are joined, `null` is nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Html {
  return new Html(parts.map((part, place) => part + (place < values.length ? textOf(values[place]) : '')).join(''));
}

function textOf(value: unknown): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(textOf).join('');
  if (value === null || value === undefined) return '';
  return String(value).replaceAll(/[&<>"]/g, (character) => escapes[character] as string);
}

/** A sentence of the description, in which what stands between backticks is code. */
export function prose(text: string | undefined): readonly Html[] {
  return (text ?? '').split('`').map((part, place) => (place % 2 === 0 ? html`${part}` : html`<code>${part}</code>`));
}
