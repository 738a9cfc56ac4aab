const marks = /\p{M}+/gu;

/**
 * The text by which labels and names are compared, sorted and searched, on every engine alike: lower
 * case, without accents (NFKD and no combining marks). Compared as bytes.
 *
 * Lower-casing can compose and uncover marks again (the Turkish dotted capital I), hence the second round.
 */
export function textKey(text: string): string {
  const plain = text.normalize('NFKD').replace(marks, '').toLowerCase();
  return plain.normalize('NFKD').replace(marks, '');
}
