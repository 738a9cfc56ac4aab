import { textKey } from '../text-key.ts';
import { commonParts } from './common-parts.ts';

/** Rows in which fingers, or children who count, go. Read in both directions. */
const rows = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik',
  '1q2w3e4r5t6y7u8i9o0p',
  '147258369',
  '!@#$%^&*()',
].flatMap((row) => [row, [...row].reverse().join('')]);

/** From so many neighbours on, a piece of a row is one. */
const minRowLength = 4;

/** Shorter names and parts are found in too many words that have nothing to do with them. */
const minNameLength = 3;

/** Takes the place of what is taken away, so that what stood around it does not become a new word. */
const gap = '\0';

const disguises: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/**
 * How many letters and digits of a password are left when everything is taken away that is tried
 * first: common passwords and words, rows of keys, repetitions, years, and the given names, whatever
 * their case, accents and disguises (`p4ssw0rd`).
 */
export function unguessableLength(password: string, names: readonly string[]): number {
  const parts = [...names.flatMap(partsOfName), ...commonParts].toSorted((a, b) => b.length - a.length);
  let rest = withoutRepetitions(textKey(password));
  rest = withoutRows(rest).replaceAll(/(?:19|20)\d\d/g, gap);
  rest = withoutParts(rest, parts);
  rest = withoutParts(
    rest.replaceAll(/[013457@$!]/g, (sign) => disguises[sign] as string),
    parts,
  );
  return [...rest].filter((character) => /[\p{L}\p{N}]/u.test(character)).length;
}

/** Of `ana.souza@lojaverde.example`: the whole, `ana`, `souza`, `lojaverde`, `example`. */
function partsOfName(name: string): string[] {
  const key = textKey(name);
  return [key, ...key.split(/[^\p{L}\p{N}]+/u)].filter((part) => part.length >= minNameLength);
}

function withoutRepetitions(text: string): string {
  return text
    .replace(/^(.+?)\1+$/u, '$1')
    .replaceAll(/(.{2,12}?)\1{2,}/gu, '$1')
    .replaceAll(/(.)\1{2,}/gu, gap);
}

function withoutRows(text: string): string {
  let rest = '';
  for (let at = 0; at < text.length; ) {
    const length = Math.max(...rows.map((row) => sharedLength(text, at, row)));
    rest += length >= minRowLength ? gap : text[at];
    at += length >= minRowLength ? length : 1;
  }
  return rest;
}

/** How far the text at a place follows the row from wherever in it. */
function sharedLength(text: string, at: number, row: string): number {
  const start = row.indexOf(text.slice(at, at + minRowLength));
  if (start === -1 || at + minRowLength > text.length) return 0;
  let length = minRowLength;
  while (at + length < text.length && start + length < row.length && text[at + length] === row[start + length])
    length++;
  return length;
}

function withoutParts(text: string, parts: readonly string[]): string {
  return parts.reduce((rest, part) => rest.replaceAll(part, gap), text);
}
