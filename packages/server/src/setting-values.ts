/**
 * How the values of settings are read. Each function answers the value, or throws `BadValue` when the
 * text is not one; `config.ts` adds the setting's name and what it accepts.
 */
import { isIP } from 'node:net';

/** The text is no value of the setting. */
export class BadValue extends Error {}

/** A whole number in a range, in plain decimal digits. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[0-9]{1,9}$/.test(text) || value < min || value > max) throw new BadValue();
    return value;
  };
}

/** One of a few words. */
export function oneOf<const T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found === undefined) throw new BadValue();
    return found;
  };
}

/** Text that matches a pattern whole. */
export function matching(pattern: RegExp): (text: string) => string {
  return (text) => {
    if (!pattern.test(text)) throw new BadValue();
    return text;
  };
}

function isAddressOrRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^[0-9]{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128);
}

/** Addresses and ranges (CIDR) with commas between, and the given words. An empty list is one. */
export function addressList(words: readonly string[] = []): (text: string) => readonly string[] {
  return (text) => {
    const entries = text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
    if (!entries.every((entry) => words.includes(entry) || isAddressOrRange(entry))) throw new BadValue();
    return entries;
  };
}

/**
 * An `http` or `https` address of a host, answered without a slash at its end. One with a path is refused: pages, their
 * files, cookies and the API stand at the top of a host.
 */
export function webAddress(text: string): string {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) throw new BadValue();
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') throw new BadValue();
  if (!/^\/*$/.test(url.pathname)) throw new BadValue();
  return url.origin;
}

/** `sqlite:` with a path, or a PostgreSQL address. The engine reads the rest. */
export function databaseUrl(text: string): string {
  if (/^sqlite:./.test(text)) return text;
  const url = URL.parse(text);
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) throw new BadValue();
  return text;
}

/** A database's address as it may be shown: without passwords. */
export function maskDatabaseUrl(text: string): string {
  return text
    .replace(/^((?:[a-z]+:\/\/)?[^:@/?#]*):.*@/is, '$1:***@')
    .replace(/([?&][a-z]*password=)[^&#]*/gi, '$1***');
}
