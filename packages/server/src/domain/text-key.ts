import { blanks } from './short-text.ts';

const marks = /\p{M}+/gu;
const ignored = /\p{Default_Ignorable_Code_Point}+/gu;

/** Letters with a stroke, ligatures and the like, which Unicode does not take apart, and signs that look like one on a keyboard. */
const lookAlikes: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ĳ: 'ij' },
  ...{ ł: 'l', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ŧ: 't', ƶ: 'z', ɨ: 'i', ƀ: 'b', ǥ: 'g', ȷ: 'j', ĸ: 'k' },
  // The form of sigma at the end of a word: which one it is depends on what follows, and a search ends anywhere.
  ς: 'σ',
  ...{ '‘': "'", '’': "'", '‚': "'", '‛': "'", '′': "'", ʼ: "'", '“': '"', '”': '"', '„': '"', '‟': '"', '″': '"' },
};
const lookAlike = new RegExp(`[${Object.keys(lookAlikes).join('')}]`, 'gu');
const dashes = /[\p{Pd}\u2212]/gu;

/**
 * The text by which labels and names are compared, sorted and searched, on every engine alike: what the
 * eye takes for the same is the same. Lower case, without accents (NFKD and no combining marks), letters
 * with a stroke without it, one space for all that looks like space, and nothing that cannot be seen.
 * Compared as bytes.
 *
 * Letters of different scripts that look alike stay apart. Lines stay lines. What is stored was made by this
 * function: whoever changes it writes a migration that makes it anew.
 */
export function textKey(text: string): string {
  // Lower-casing can compose and uncover marks again (the Turkish dotted capital I), hence the second round.
  const plain = unmarked(unmarked(text).toLowerCase())
    .replace(lookAlike, (letter) => lookAlikes[letter] as string)
    .replace(dashes, '-');
  return plain
    .replace(blanks, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/^ | $/g, '');
}

function unmarked(text: string): string {
  return text.normalize('NFKD').replace(ignored, '').replace(marks, '');
}
