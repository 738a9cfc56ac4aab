import { createHash } from 'node:crypto';

/** A page that is the same for everybody. */
export interface StaticPage {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What stands inline and may run: Content Security Policy Level 3, section 2.3.1. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
